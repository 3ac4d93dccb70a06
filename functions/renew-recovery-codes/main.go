// Command renew-recovery-codes gives a user new recovery codes in place of the ones before.
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
		users: store, prover: stepup.Prover{Issuer: codes.Issuer, Redeemer: codes.Redeemer, Notifier: codes.Notifier},
		random: rand.Reader, now: boot.Now,
	}
	process.Serve(api.Handle(api.Users.ToEnrol(), boot.Now, h.serve))
}
