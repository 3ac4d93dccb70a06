// Command list-factors lists the second factors of a user.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{users: store, records: store, domain: boot.Optional("PASSKEY_DOMAIN"), now: boot.Now}
	process.Serve(api.Handle(api.Users.ToEnrol(), boot.Now, h.serve))
}
