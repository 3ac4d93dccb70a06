// Command allow-reset lets a user set a new password, by a code that an admin hands over.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		users:    store,
		requests: setup.Requests(process, store),
		byCode:   boot.On("ADMIN_RESET_CODE"),
		notifier: sending.Notifier(process, nil),
		random:   rand.Reader,
		now:      boot.Now,
	}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
