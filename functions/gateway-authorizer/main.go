// Command gateway-authorizer lets a gateway of another team's API verify the caller.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sessions"
)

func main() {
	process := boot.Start()
	h := handler{sessions.Authorizer(dynamo.Open(process)), boot.Optional("METRICS_NAMESPACE")}
	process.Serve(h.serve)
}
