// Command mail-feedback marks the address of a user that mails do not reach; it has no route, and a rule
// invokes it with what SES publishes of bounces and complaints.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	h := handler{users: dynamo.Open(process), now: boot.Now}
	process.Serve(h.serve)
}
