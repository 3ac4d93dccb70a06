// Command bulk-register makes many accounts, each as the single route would.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/phone"
	"latchkey/shared/wiring"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		registrar: sending.Registrar(process, store),
		phones:    phone.NewPlan(boot.Optional("SMS_COUNTRIES")),
		ledger:    wiring.Ledger(process, store),
		users:     store,
	}
	process.Serve(api.Handle(api.Admins, h.serve))
}
