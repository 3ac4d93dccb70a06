// Command confirm-email confirms an e-mail address by the code that was mailed to it.
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
	h := handler{users: store, redeemer: setup.Redeemer(process, store), now: boot.Now}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
