// Command issue-registration-keys makes the keys that let people register.
package main

import (
	"crypto/rand"
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
)

func main() {
	process := boot.Start()
	h := handler{
		keys:     dynamo.Open(process),
		lifetime: boot.Days("REGISTRATION_KEY_DAYS"),
		random:   rand.Reader,
		now:      time.Now,
	}
	process.Serve(api.Handle(api.Admins, h.serve))
}
