// Command discovery tells other programs how to verify access tokens.
package main

import (
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/signing"
)

func main() {
	process := boot.Start()
	h := handler{issuer: signing.Issuer(process)}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
