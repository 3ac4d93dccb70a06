// Command change-password sets a new password for a user who knows the current one.
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
	notifier, subjects := sending.Notifier(process, nil), setup.ThrottleKey(process)
	h := handler{
		users:  store,
		limits: store,
		passwords: newpassword.Setter{
			Policy: setup.Policy(process), Hasher: new(password.Hasher), Notifier: notifier, Random: rand.Reader,
		},
		watch:    sending.Watch(notifier, subjects, store),
		subjects: subjects,
		now:      boot.Now,
	}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
