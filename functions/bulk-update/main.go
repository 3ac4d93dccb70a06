// Command bulk-update changes many users, in what takes no code.
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{store: store, ledger: wiring.Ledger(process, store), courier: sending.Courier(process, nil), now: time.Now}
	process.Serve(api.Handle(api.Admins, h.serve))
}
