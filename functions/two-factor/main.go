// Command two-factor completes a sign-in with the code that login sent.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/devices"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/sessions"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	redeemer, notifier := setup.Redeemer(process, store), sending.Notifier(process, nil)
	redeemer.Watch = sending.Watch(notifier, redeemer.Throttles, store)
	h := handler{
		sessions: store, lifetimes: sessions.Lifetimes(),
		keeper:   devices.Keeper(store, notifier, redeemer.Throttles),
		redeemer: redeemer, notifier: notifier, random: rand.Reader, now: boot.Now,
	}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
