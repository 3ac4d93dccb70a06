// Command set-feature-flag rolls something out, or takes it back.
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
)

func main() {
	process := boot.Start()
	h := handler{flags: dynamo.Open(process), now: time.Now}
	process.Serve(api.Handle(api.Admins, h.serve))
}
