// Command list-audit-events shows what was done to an account, and by whom.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	h := handler{store: dynamo.Open(process), cursors: wiring.Cursors(process, "audit")}
	process.Serve(api.Handle(api.Admins, h.serve))
}
