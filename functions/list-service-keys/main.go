// Command list-service-keys lists the service keys, and when they were last used.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	h := handler{keys: dynamo.Open(process), cursors: setup.Cursors(process, "service keys")}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
