// Command cancel-registration ends an account whose address says "it was not me".
package main

import (
	"time"

	"latchkey/shared/api"
	"latchkey/shared/boot"
	"latchkey/shared/dynamo"
	"latchkey/shared/wiring"
)

func main() {
	process := boot.Start()
	h := handler{store: dynamo.Open(process), subjects: wiring.Subjects(process), now: time.Now}
	process.Serve(api.Handle(api.Anyone, h.serve))
}
