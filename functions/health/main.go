// Command health says that the service answers.
package main

import (
	"latchkey/shared/api"
	"latchkey/shared/boot"
)

func main() {
	boot.Start().Serve(api.Handle(api.Anyone, health))
}
