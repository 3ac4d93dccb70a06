// Command create-admin makes the first admin. It has no route: it is invoked by whoever
// deployed the service, once.
package main

import (
	"crypto/rand"
	"time"

	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/password"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		users:  store,
		flags:  wiring.Flags(store),
		policy: wiring.Policy(),
		hasher: new(password.Hasher),
		random: rand.Reader,
		now:    time.Now,
	}
	process.Serve(h.serve)
}
