// Command redeem-authorization-code signs a user in to the application that they were handed over to.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sessions"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		codes: store, users: store, sessions: store, lifetimes: sessions.Lifetimes(),
		returnURLs: authorizationcode.ReadReturnURLs(boot.Optional("RETURN_URLS")), random: rand.Reader, now: boot.Now,
	}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
