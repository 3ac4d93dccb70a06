// Command reset-password sets a new password by a reset grant of an admin.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/newpassword"
	"latchkey/shared/domain/password"
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
		subjects: setup.ThrottleKey(process),
		byCode:   boot.On("ADMIN_RESET_CODE"),
		passwords: newpassword.Setter{
			Policy: setup.Policy(process), Hasher: new(password.Hasher), Notifier: sending.Notifier(process, nil), Random: rand.Reader,
		},
		now: boot.Now,
	}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
