// Command update-user changes a user: what needs no proof at once, what does by a code.
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/phone"
	"latchkey/shared/sns"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	codes := sending.Open(process, store, sns.Open(process))
	codes.Issuer.Texts = boot.Number("TEXTS_PER_HOUR")
	h := handler{store: store, issuer: codes.Issuer, redeemer: codes.Redeemer, courier: codes.Courier, phones: phone.NewPlan(boot.Optional("SMS_COUNTRIES")), now: time.Now}
	process.Serve(api.Handle(api.Users, h.serve))
}
