// Command verify-support-pin tells staff whether a PIN is the one that a user made.
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	h := handler{store: dynamo.Open(process), key: wiring.PINKey(process), throttles: wiring.Subjects(process), now: time.Now}
	process.Serve(api.Handle(api.Staff, h.serve))
}
