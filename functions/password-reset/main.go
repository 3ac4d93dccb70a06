// Command password-reset mails a link that sets a new password, to whom it concerns.
package main

import (
	"crypto/rand"
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	h := handler{
		store:    dynamo.Open(process),
		subjects: wiring.Subjects(process),
		courier:  sending.Courier(process, nil),
		random:   rand.Reader,
		now:      time.Now,
		wait:     until,
	}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
