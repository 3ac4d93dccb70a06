// Command logout ends the session that it is called with.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	h := handler{sessions: dynamo.Open(process)}
	process.Serve(api.Handle(api.Users.ToEnrol(), boot.Now, h.serve))
}
