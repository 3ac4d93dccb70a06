// Command password-reset mails the owner of an address a link that sets a new password.
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
		limits:   store,
		devices:  store,
		subjects: setup.ThrottleKey(process),
		notifier: sending.Notifier(process, nil),
		random:   rand.Reader,
		now:      boot.Now,
		wait:     until,
	}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
