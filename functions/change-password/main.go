// Command change-password sets a new password for whoever knows the current one.
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
		subjects: parts.Subjects(process),
		notifier: sending.Notifier(process, nil),
		random:   rand.Reader,
		now:      time.Now,
	}
	process.Serve(api.Handle(api.Users, h.serve))
}
