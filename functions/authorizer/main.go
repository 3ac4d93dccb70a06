// Command authorizer tells the routes who the caller is, or why there is none.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sessions"
)

func main() {
	process := boot.Start()
	h := handler{sessions.Authorizer(dynamo.Open(process))}
	process.Serve(h.serve)
}
