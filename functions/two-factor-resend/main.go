// Command two-factor-resend sends another code for a challenge whose code did not arrive.
package main

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/sns"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/sending"
)

func main() {
	process := boot.Start()
	store := dynamo.Open(process)
	issuer := sending.Open(process, store, sns.Open(process)).Issuer
	issuer.Texts = boot.Number("TEXTS_PER_HOUR")
	h := handler{codes: store, users: store, devices: store, issuer: issuer, now: boot.Now}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
