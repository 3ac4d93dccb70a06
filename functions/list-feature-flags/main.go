// Command list-feature-flags shows admins what is rolled out, and to whom.
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
