// Command authorizer tells the routes who calls, or why nobody does.
package main

import (
	"time"

	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
)

func main() {
	process := boot.Start()
	h := handler{sessions: dynamo.Open(process), now: time.Now}
	process.Serve(h.serve)
}
