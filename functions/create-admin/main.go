// Command create-admin creates the first admin; it has no route, and the deployer of the service
// invokes it once.
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
		policy: setup.Policy(process),
		hasher: new(password.Hasher),
		random: rand.Reader,
		now:    boot.Now,
	}
	process.Serve(h.serve)
}
