// Command issue-authorization-code makes a code that hands a signed-in user over to an application.
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
		codes: store, sessions: store, limits: store, lifetimes: sessions.Lifetimes(),
		returnURLs: authorizationcode.ReadReturnURLs(boot.Optional("RETURN_URLS")), random: rand.Reader, now: boot.Now,
	}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
