// Command issue-service-key issues the key by which another program calls the service.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	h := handler{keys: store, requests: setup.Requests(process, store), random: rand.Reader, now: boot.Now}
	process.Serve(api.Handle(api.Admins, boot.Now, h.serve))
}
