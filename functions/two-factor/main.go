// Command two-factor completes a sign-in with the code that login sent.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/sessions"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		sessions: store, lifetimes: sessions.Lifetimes(),
		redeemer: setup.Redeemer(process, store), notifier: sending.Notifier(process, nil), random: rand.Reader, now: boot.Now,
	}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
