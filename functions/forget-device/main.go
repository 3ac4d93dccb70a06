// Command forget-device ends a device that a user is known on.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{users: store, devices: store, now: boot.Now}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
