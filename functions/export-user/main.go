// Command export-user exports a user's account, sessions, devices, factors, registration key and support PIN; audit
// records are listed by list-audit-events.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sessions"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		users: store, sessions: store, devices: store, factors: store, pins: store, domain: boot.Optional("PASSKEY_DOMAIN"),
		lifetimes: sessions.Lifetimes(), language: setup.Language(), records: store, now: boot.Now,
	}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
