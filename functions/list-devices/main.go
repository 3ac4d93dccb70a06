// Command list-devices lists the devices that a user is known on.
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
	h := handler{users: store, devices: store, records: store, language: setup.Language(), now: boot.Now}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
