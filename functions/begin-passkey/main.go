// Command begin-passkey begins a sign-in with a passkey, without a username.
package main

import (
	"crypto/rand"

	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	h := handler{site: setup.Passkeys(), challenges: setup.PasskeyChallenges(process), random: rand.Reader, now: boot.Now}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
