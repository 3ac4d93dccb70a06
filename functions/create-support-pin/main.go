// Command create-support-pin creates the PIN that a user reads out to staff.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{
		users: store,
		pins:  store,
		maker: supportpin.Maker{Key: setup.PINKey(process), Lifetime: boot.Hours("SUPPORT_PIN_HOURS"), Random: rand.Reader},
		now:   boot.Now,
	}
	process.Serve(api.Handle(api.Users, boot.Now, h.serve))
}
