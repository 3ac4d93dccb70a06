// Command password-reset-confirm sets a new password by the link that was mailed.
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
		users:  store,
		limits: store,
		passwords: newpassword.Setter{
			Policy: setup.Policy(process), Hasher: new(password.Hasher), Notifier: sending.Notifier(process, nil), Random: rand.Reader,
		},
		subjects: setup.ThrottleKey(process),
		now:      boot.Now,
	}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
