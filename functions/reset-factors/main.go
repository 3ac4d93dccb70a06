// Command reset-factors ends the second factor of somebody who lost it.
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/sns"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	h := handler{store: dynamo.Open(process), courier: sending.Courier(process, sns.Open(process)), now: time.Now}
	process.Serve(api.Handle(api.Admins, h.serve))
}
