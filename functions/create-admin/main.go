// Command create-admin makes the first admin. It has no route: it is invoked by whoever
// deployed the service, once.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/password"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		users:  store,
		flags:  setup.Flags(store),
		policy: setup.Policy(),
		hasher: new(password.Hasher),
		random: rand.Reader,
		now:    boot.Now,
	}
	process.Serve(h.serve)
}
