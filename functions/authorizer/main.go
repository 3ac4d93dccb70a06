// Command authorizer tells the routes who calls, or why nobody does.
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
)

func main() {
	process := boot.Start()
	h := handler{api.Authorizer{Sessions: dynamo.Open(process), Now: time.Now}}
	process.Serve(h.serve)
}
