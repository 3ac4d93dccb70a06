// Command register makes accounts.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	h := handler{registrar: sending.Registrar(process, dynamo.Open(process))}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
