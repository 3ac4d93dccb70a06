// Command list-registration-keys lists the registration keys and who used them.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	h := handler{keys: dynamo.Open(process), cursors: setup.Cursors(process, "registration keys")}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
