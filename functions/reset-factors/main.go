// Command reset-factors turns off the second factor of a user who lost it.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/sns"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	h := handler{users: dynamo.Open(process), notifier: sending.Notifier(process, sns.Open(process)), now: boot.Now}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
