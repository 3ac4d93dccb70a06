// Command login signs users in, or asks for their second factor.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/sns"
	"latchkey/shared/domain/password"
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
	codes := sending.Open(process, store, sns.Open(process))
	h := handler{
		users:     store,
		limits:    store,
		codes:     store,
		sessions:  store,
		devices:   store,
		keeper:    devices.Keeper(store, codes.Notifier, codes.Issuer.Throttles),
		watch:     codes.Watch,
		lifetimes: sessions.Lifetimes(),
		hasher:    new(password.Hasher),
		confirm:   boot.On("EMAIL_CONFIRMATION"),
		staff:     sessions.StaffFactor(),
		flags:     setup.Flags(store),
		issuer:    codes.Issuer,
		random:    rand.Reader,
		now:       boot.Now,
	}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
