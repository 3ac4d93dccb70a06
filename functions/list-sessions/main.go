// Command list-sessions shows where a user is signed in.
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
	process.Serve(api.Handle(api.Users, h.serve))
}
