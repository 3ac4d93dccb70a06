// Command register creates accounts.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/phone"
	"latchkey/shared/domain/registration"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	registrar := sending.Registrar(process, store)
	// A client with a key was let in by an admin; where registration is open, networks count.
	if boot.OneOf("REGISTRATION_MODE", "open", "key") == "key" {
		registrar.Keys = &registration.Keys{Store: store, Meter: store, Throttles: registrar.Issuer.Throttles}
	} else {
		registrar.PerNetwork, registrar.Meter = boot.Number("REGISTRATIONS_PER_HOUR"), store
	}
	h := handler{
		registrar: registrar,
		phones:    phone.NewPlan(boot.Optional("SMS_COUNTRIES")),
		language:  setup.Language(),
		requests:  setup.Requests(process, store),
	}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
