// Command get-support-pin shows a user the PIN that he made.
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
	h := handler{store: dynamo.Open(process), key: wiring.PINKey(process), now: time.Now}
	process.Serve(api.Handle(api.Users, h.serve))
}
