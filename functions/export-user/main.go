// Command export-user gives a user everything that is held on him.
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
