// Command revoke-service-key revokes a service key.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	h := handler{keys: dynamo.Open(process), now: boot.Now}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
