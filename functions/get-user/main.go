// Command get-user shows a user to himself, and to admins.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
)

func main() {
	process := boot.Start()
	h := handler{store: dynamo.Open(process)}
	process.Serve(api.Handle(api.Users, h.serve))
}
