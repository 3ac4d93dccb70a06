// Command revoke-session ends one session of a user.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{users: store, sessions: store, notifier: sending.Notifier(process, nil)}
	process.Serve(api.Handle(api.Users.Or(servicekey.SessionsRevoke), boot.Now, h.serve))
}
