// Command list-feature-flags lists the feature flags and for whom they are on.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	h := handler{flags: dynamo.Open(process)}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
