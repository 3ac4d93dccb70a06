// Command openapi serves the contract of the service, for machines and for people.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
)

func main() {
	boot.Start().Serve(api.Handle(api.Anyone, serve))
}
