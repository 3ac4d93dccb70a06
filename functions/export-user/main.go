// Command export-user gives a user everything that is held on him.
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
