// Command change-password sets a new password for whoever knows the current one.
package main

import (
	"crypto/rand"
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/password"
	"latchkey/shared/wiring"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	h := handler{
		store:    dynamo.Open(process),
		policy:   wiring.Policy(),
		hasher:   new(password.Hasher),
		subjects: wiring.Subjects(process),
		courier:  sending.Courier(process, nil),
		random:   rand.Reader,
		now:      time.Now,
	}
	process.Serve(api.Handle(api.Users, h.serve))
}
