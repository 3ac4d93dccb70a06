// Command list-sessions lists the sessions of a user.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sessions"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{users: store, sessions: store, lifetimes: sessions.Lifetimes(), records: store, now: boot.Now}
	process.Serve(api.Handle(api.Users.Or(servicekey.SessionsRevoke), boot.Now, h.serve))
}
