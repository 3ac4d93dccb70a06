// Command gateway-authorizer lets a gateway of another team's API verify the caller.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	h := handler{api.Authorizer{Sessions: dynamo.Open(process), Now: boot.Now}, boot.Optional("METRICS_NAMESPACE")}
	process.Serve(h.serve)
}
