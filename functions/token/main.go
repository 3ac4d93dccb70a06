// Command token issues access tokens, by which other programs verify who calls.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sessions"
	"latchkey/shared/wiring/signing"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{sessions: store, limits: store, lifetimes: sessions.Lifetimes(), issuer: signing.Issuer(process), now: boot.Now}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
