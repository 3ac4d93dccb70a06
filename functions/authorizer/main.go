// Command authorizer tells the routes who the caller is, or why there is none.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	h := handler{api.Authorizer{Sessions: dynamo.Open(process), Now: boot.Now}}
	process.Serve(h.serve)
}
