// Command bulk-update changes many users, where the change needs no code.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{users: store, requests: setup.Requests(process, store), notifier: sending.Notifier(process, nil), now: boot.Now}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
