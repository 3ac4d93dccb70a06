// Command confirm-factor confirms that a user has what they began to enrol.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/sns"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		users:          store,
		limits:         store,
		site:           setup.Passkeys(),
		authenticators: setup.Authenticators(process),
		subjects:       setup.ThrottleKey(process),
		notifier:       sending.Notifier(process, sns.Open(process)),
		random:         rand.Reader,
		now:            boot.Now,
	}
	process.Serve(api.Handle(api.Users.ToEnrol(), boot.Now, h.serve))
}
