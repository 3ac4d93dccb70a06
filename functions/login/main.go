// Command login signs users in, or asks for their second factor.
package main

import (
	"crypto/rand"
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/password"
	"latchkey/shared/sns"
	"latchkey/shared/wiring"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		store:   store,
		hasher:  new(password.Hasher),
		confirm: boot.On("EMAIL_CONFIRMATION"),
		flags:   wiring.Flags(store),
		issuer:  sending.Open(process, store, sns.Open(process)).Issuer,
		random:  rand.Reader,
		now:     time.Now,
	}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
