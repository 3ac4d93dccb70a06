// Command delete-user removes a user, by a code.
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
	store := dynamo.Open(process)
	codes := sending.Open(process, store, sns.Open(process))
	h := handler{store: store, issuer: codes.Issuer, redeemer: codes.Redeemer, courier: codes.Courier, now: time.Now}
	process.Serve(api.Handle(api.Users, h.serve))
}
