// Command get-user-support-pin shows an admin the support PIN of a user.
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
	h := handler{users: store, pins: store, records: store, key: setup.PINKey(process), now: boot.Now}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
