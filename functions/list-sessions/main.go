// Command list-sessions shows where a user is signed in.
package main

import (
	"time"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	process := boot.Start()
	h := handler{store: dynamo.Open(process), now: time.Now}
	process.Serve(api.Handle(api.Users, h.serve))
}
