// Command reset-password sets a new password where an admin allowed it.
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
		subjects: wiring.Subjects(process),
		byCode:   boot.On("ADMIN_RESET_CODE"),
		policy:   wiring.Policy(),
		hasher:   new(password.Hasher),
		courier:  sending.Courier(process, nil),
		random:   rand.Reader,
		now:      time.Now,
	}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
