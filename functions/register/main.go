// Command register makes accounts.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/registration"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	registrar := sending.Registrar(process, store)
	if boot.OneOf("REGISTRATION_MODE", "open", "key") == "key" {
		registrar.Gate = &registration.Gate{Keys: store, Meter: store, Throttles: registrar.Issuer.Throttles}
	}
	h := handler{registrar: registrar}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
