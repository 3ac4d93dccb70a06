// Command confirm-email makes an address its owner's.
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{store: store, redeemer: wiring.Redeemer(process, store), now: time.Now}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
