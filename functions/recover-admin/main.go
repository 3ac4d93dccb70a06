// Command recover-admin gives an admin access again; it has no route, and the deployer sets
// RecoveryUntil and invokes it.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	h := handler{
		users:    dynamo.Open(process),
		until:    boot.Optional("RECOVERY_UNTIL"),
		notifier: sending.Notifier(process, nil),
		random:   rand.Reader,
		now:      boot.Now,
	}
	process.Serve(h.serve)
}
