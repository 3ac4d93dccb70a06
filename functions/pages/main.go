// Command pages serves the pages on which people sign in, manage their accounts and run the service.
//
// The pages are TypeScript in app/, which the build bundles into dist/. They use the public API of
// the service and nothing else, so this function reads no table and knows no secret.
package main

import (
	"embed"

	"latchkey/shared/domain/authorizationcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

// dist has pages.zip, which the build writes. Before one there is only .gitignore in it.
//
//go:embed all:dist
var dist embed.FS

func main() {
	process := boot.Start()
	s := boot.Must(open(boot.Must(unpack(dist)), config{
		Service:           boot.String("SERVICE_NAME"),
		Contact:           boot.Optional("SUPPORT_CONTACT"),
		Language:          boot.String("DEFAULT_LANGUAGE"),
		RegistrationKey:   boot.OneOf("REGISTRATION_MODE", "open", "key") == "key",
		EmailConfirmation: boot.On("EMAIL_CONFIRMATION"),
		PasswordMinLength: boot.Number("PASSWORD_MIN_LENGTH"),
		PinHours:          boot.Number("SUPPORT_PIN_HOURS"),
		Console:           boot.OneOf("PAGES", "all", "users") == "all",
		Passkeys:          boot.Optional("PASSKEY_DOMAIN") != "",
	}, boot.String("ACCENT"), authorizationcode.ReadReturnURLs(boot.Optional("RETURN_URLS"))))
	process.Serve(api.Handle(api.Anyone, boot.Now, s.serve))
}
