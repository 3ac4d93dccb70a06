// Command add-factor begins the enrolment of an authenticator or a passkey.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/sns"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/stepup"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	codes := sending.Open(process, store, sns.Open(process))
	h := handler{
		users:          store,
		passkeys:       noPasskeys{},
		authenticators: codes.Redeemer.Authenticators,
		prover:         stepup.Prover{Issuer: codes.Issuer, Redeemer: codes.Redeemer, Notifier: codes.Notifier},
		service:        boot.String("SERVICE_NAME"),
		domain:         boot.Optional("PASSKEY_DOMAIN"),
		random:         rand.Reader,
		now:            boot.Now,
	}
	process.Serve(api.Handle(api.Users.ToEnrol(), boot.Now, h.serve))
}
