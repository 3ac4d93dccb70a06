// Command list-users lists users to staff, a page at a time.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	h := handler{
		users:      dynamo.Open(process),
		byUsername: setup.Cursors(process, "users by username"),
		byEmail:    setup.Cursors(process, "users by e-mail address"),
	}
	process.Serve(api.Handle(api.Staff.Or(servicekey.UsersRead), boot.Now, h.serve))
}
