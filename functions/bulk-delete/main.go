// Command bulk-delete removes many users, by one code to the admin who asks for it.
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/sns"
	"latchkey/shared/wiring"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	codes := sending.Open(process, store, sns.Open(process))
	h := handler{
		store:    store,
		ledger:   wiring.Ledger(process, store),
		issuer:   codes.Issuer,
		redeemer: codes.Redeemer,
		courier:  codes.Courier,
		now:      time.Now,
	}
	process.Serve(api.Handle(api.Admins, h.serve))
}
