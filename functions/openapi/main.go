// Command openapi serves the contract of the service, for machines and for people.
package main

import (
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	boot.Start().Serve(api.Handle(api.Anyone, boot.Now, serve))
}
