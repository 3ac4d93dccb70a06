// Command list-registration-keys shows admins which keys there are, and who used them.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	h := handler{keys: dynamo.Open(process), cursors: wiring.Cursors(process, "registration keys")}
	process.Serve(api.Handle(api.Admins, h.serve))
}
