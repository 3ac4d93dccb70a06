// Command export-user exports a user's account, sessions, registration key and support PIN; audit
// records are listed by list-audit-events.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sessions"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{users: store, sessions: store, pins: store, lifetimes: sessions.Lifetimes(), records: store, now: boot.Now}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
