// Command password-reset-confirm sets a new password by the link that was mailed.
package main

import (
	"crypto/rand"
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/password"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/parts"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		users:    store,
		limits:   store,
		policy:   parts.Policy(),
		hasher:   new(password.Hasher),
		notifier: sending.Notifier(process, nil),
		subjects: parts.Subjects(process),
		random:   rand.Reader,
		now:      time.Now,
	}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
