// Command health answers that the service is up.
package main

import (
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

func main() {
	boot.Start().Serve(api.Handle(api.Anyone, boot.Now, health))
}
