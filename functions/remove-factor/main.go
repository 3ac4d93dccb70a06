// Command remove-factor removes a second factor of a user.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/sns"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/stepup"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/sessions"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	codes := sending.Open(process, store, sns.Open(process))
	h := handler{users: store, prover: stepup.Prover{Issuer: codes.Issuer, Redeemer: codes.Redeemer, Notifier: codes.Notifier}, staff: sessions.StaffFactor(), now: boot.Now}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
