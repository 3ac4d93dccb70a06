// Command health says that the service answers.
package main

import (
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	boot.Start().Serve(api.Handle(api.Anyone, boot.Now, health))
}
