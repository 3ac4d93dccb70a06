// Command reset-password sets a new password where an admin allowed it.
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
	h := handler{
		store:    dynamo.Open(process),
		subjects: parts.Subjects(process),
		byCode:   boot.On("ADMIN_RESET_CODE"),
		policy:   parts.Policy(),
		hasher:   new(password.Hasher),
		notifier: sending.Notifier(process, nil),
		random:   rand.Reader,
		now:      time.Now,
	}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
