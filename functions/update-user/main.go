// Command update-user changes a user: at once, or by a code where the change needs proof.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/sns"
	"latchkey/shared/domain/phone"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/sessions"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	codes := sending.Open(process, store, sns.Open(process))
	codes.Issuer.Texts = boot.Number("TEXTS_PER_HOUR")
	h := handler{users: store, limits: store, issuer: codes.Issuer, redeemer: codes.Redeemer, notifier: codes.Notifier, phones: phone.NewPlan(boot.Optional("SMS_COUNTRIES")), staff: sessions.StaffFactor(), now: boot.Now}
	process.Serve(api.Handle(api.Users.Or(servicekey.MetadataWrite), boot.Now, h.serve))
}
