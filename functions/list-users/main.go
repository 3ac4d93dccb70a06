// Command list-users shows staff which users there are, a page at a time.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	h := handler{
		store:      dynamo.Open(process),
		byUsername: wiring.Cursors(process, "users by username"),
		byEmail:    wiring.Cursors(process, "users by e-mail address"),
	}
	process.Serve(api.Handle(api.Staff, h.serve))
}
