// Command bulk-delete deletes many users, by one code to the admin who asks for it.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/sns"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	codes := sending.Open(process, store, sns.Open(process))
	h := handler{
		users:    store,
		codes:    store,
		requests: setup.Requests(process, store),
		issuer:   codes.Issuer,
		redeemer: codes.Redeemer,
		notifier: codes.Notifier,
		now:      boot.Now,
	}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
