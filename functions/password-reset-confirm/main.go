// Command password-reset-confirm sets a new password by the link that was mailed.
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
		courier:  sending.Courier(process, nil),
		subjects: wiring.Subjects(process),
		random:   rand.Reader,
		now:      time.Now,
	}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
