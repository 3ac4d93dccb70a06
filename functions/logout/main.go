// Command logout ends the session that it is called with.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
)

func main() {
	process := boot.Start()
	h := handler{sessions: dynamo.Open(process)}
	process.Serve(api.Handle(api.Users, h.serve))
}
