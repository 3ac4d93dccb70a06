// Command two-factor completes a sign-in with the code that login sent.
package main

import (
	"crypto/rand"
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{store: store, redeemer: wiring.Redeemer(process, store), random: rand.Reader, now: time.Now}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
