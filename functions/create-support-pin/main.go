// Command create-support-pin makes the PIN that a user reads out to staff.
package main

import (
	"crypto/rand"
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/supportpin"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	h := handler{
		store: dynamo.Open(process),
		maker: supportpin.Maker{Key: wiring.PINKey(process), Lifetime: boot.Hours("SUPPORT_PIN_HOURS"), Random: rand.Reader},
		now:   time.Now,
	}
	process.Serve(api.Handle(api.Users, h.serve))
}
