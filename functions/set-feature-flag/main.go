// Command set-feature-flag turns a feature flag on or off.
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
