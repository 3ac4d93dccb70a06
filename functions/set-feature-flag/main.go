// Command set-feature-flag rolls something out, or takes it back.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	h := handler{flags: dynamo.Open(process), now: boot.Now}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
