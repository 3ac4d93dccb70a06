// Command issue-registration-keys issues the keys that let people register.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		keys:     store,
		requests: setup.Requests(process, store),
		lifetime: boot.Days("REGISTRATION_KEY_DAYS"),
		random:   rand.Reader,
		now:      boot.Now,
	}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
