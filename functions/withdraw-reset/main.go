// Command withdraw-reset withdraws an admin's permission for a user to set a new password.
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
)

func main() {
	process := boot.Start()
	h := handler{store: dynamo.Open(process), now: time.Now}
	process.Serve(api.Handle(api.Admins, h.serve))
}
