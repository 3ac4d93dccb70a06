// Command cancel-registration deletes an account that somebody registered with another person's
// address.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	h := handler{users: dynamo.Open(process), subjects: setup.ThrottleKey(process), now: boot.Now}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
