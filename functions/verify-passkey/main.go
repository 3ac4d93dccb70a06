// Command verify-passkey signs in with a passkey, or has one answer the challenge of a second factor or of
// a step-up.
package main

import (
	"crypto/rand"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/message"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
	"latchkey/shared/wiring/devices"
	"latchkey/shared/wiring/sending"
	"latchkey/shared/wiring/sessions"
	"latchkey/shared/wiring/setup"
)

func main() {
	process := boot.Start()
	store, throttles, notifier := dynamo.Open(process), setup.ThrottleKey(process), sending.Notifier(process, nil)
	h := handler{
		store: store, challenges: setup.PasskeyChallenges(process), site: setup.Passkeys(), key: setup.PasscodeKey(process), throttles: throttles,
		lifetimes: sessions.Lifetimes(), keeper: devices.Keeper(store, notifier, throttles), confirm: boot.On("EMAIL_CONFIRMATION"),
		notices: message.Hourly{Notifier: notifier, Throttles: throttles, Quiet: store}, random: rand.Reader, now: boot.Now,
	}
	process.Serve(api.Handle(api.Anyone, boot.Now, h.serve))
}
