// Command authorizer tells the routes who the caller is, or why there is none.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sessions"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{sessions.Authorizer(store)}
	h.authorizer.Keys = &servicekey.Verifier{Store: store}
	process.Serve(h.serve)
}
