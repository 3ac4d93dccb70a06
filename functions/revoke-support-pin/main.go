// Command revoke-support-pin revokes a user's support PIN.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{users: store, pins: store, now: boot.Now}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
