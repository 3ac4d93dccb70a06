// Command register makes accounts.
package main

import (
	"crypto/rand"
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/password"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		store:   store,
		policy:  password.Policy{MinLength: boot.Number("PASSWORD_MIN_LENGTH")},
		hasher:  new(password.Hasher),
		confirm: boot.On("EMAIL_CONFIRMATION"),
		issuer:  wiring.Issuer(process, store, nil),
		random:  rand.Reader,
		now:     time.Now,
	}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
