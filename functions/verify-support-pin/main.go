// Command verify-support-pin tells staff whether a support PIN is the user's.
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
	h := handler{users: store, pins: store, limits: store, records: store, key: setup.PINKey(process), throttles: setup.ThrottleKey(process), now: boot.Now}
	process.Serve(api.Handle(api.Staff, boot.Now, h.serve))
}
