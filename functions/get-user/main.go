// Command get-user shows a user to himself, and to admins.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	h := handler{store: dynamo.Open(process)}
	process.Serve(api.Handle(api.Users, h.serve))
}
