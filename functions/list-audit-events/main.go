// Command list-audit-events lists what was done to an account, and by whom.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{users: store, records: store, cursors: setup.Cursors(process, "audit")}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
