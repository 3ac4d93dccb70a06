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
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	codes := sending.Open(process, store, sns.Open(process))
	h := handler{
		users:          store,
		site:           setup.Passkeys(),
		authenticators: codes.Redeemer.Authenticators,
		prover:         stepup.Prover{Issuer: codes.Issuer, Redeemer: codes.Redeemer, Notifier: codes.Notifier},
		random:         rand.Reader,
		now:            boot.Now,
	}
	process.Serve(api.Handle(api.Users.ToEnrol(), boot.Now, h.serve))
}
