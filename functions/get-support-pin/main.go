// Command get-support-pin shows users their own support PIN.
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
	h := handler{users: store, pins: store, key: setup.PINKey(process), now: boot.Now}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
