// Command bulk-register creates many accounts, each as the single route would.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/phone"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	registrar := sending.Registrar(process, store)
	registrar.Invitations = store
	h := handler{
		registrar: registrar,
		language:  setup.Language(),
		phones:    phone.NewPlan(boot.Optional("SMS_COUNTRIES")),
		requests:  setup.Requests(process, store),
		users:     store,
	}
	process.Serve(api.Handle(api.Admins.Or(servicekey.UsersRegister), boot.Now, h.serve))
}
