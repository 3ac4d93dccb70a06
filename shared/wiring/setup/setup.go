// Package setup puts together what several functions are made of alike: the domain's rules
// with the adapters and settings of a process. It decides nothing.
//
// What sends messages is in package sending beside it: a function that sends none must not
// link, nor initialise at each cold start, the clients that do.
package setup

import (
	"context"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/secretsmanager"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/keyed"
	"latchkey/shared/domain/language"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/outside/breaches"
	"latchkey/shared/start/boot"
)

// Redeemer compares codes.
func Redeemer(p *boot.Process, store *dynamo.Store) passcode.Redeemer {
	return passcode.Redeemer{
		Key: PasscodeKey(p), Authenticators: Authenticators(p), Throttles: ThrottleKey(p), Counter: store, Users: store, Devices: store,
	}
}

// Policy says which passwords may be set.
func Policy(p *boot.Process) password.Policy {
	policy := password.Policy{MinLength: boot.Number("PASSWORD_MIN_LENGTH")}
	if address := boot.Optional("BREACHED_PASSWORDS"); address != "" {
		policy.Stolen = boot.Must(breaches.Open(p, address))
	}
	return policy
}

// Passkeys is where passkeys work.
func Passkeys() passkey.Site {
	return passkey.NewSite(boot.Optional("PASSKEY_DOMAIN"), boot.Optional("PASSKEY_ORIGINS"), boot.Optional("PUBLIC_URL"), boot.String("SERVICE_NAME"))
}

// PasskeyChallenges are those of sign-ins without a name.
func PasskeyChallenges(p *boot.Process) passkey.Challenges {
	return boot.Must(passkey.NewChallenges(context.Background(), rotating(p, "PASSCODE_KEY")))
}

// Language is that of users who say none.
func Language() string { return boot.Must(language.Canonical(boot.String("DEFAULT_LANGUAGE"))) }

// PasscodeKey is what passcodes are hashed under.
func PasscodeKey(p *boot.Process) passcode.Key {
	return boot.Must(passcode.NewKey(context.Background(), rotating(p, "PASSCODE_KEY")))
}

// ThrottleKey is what names those whose tries are counted.
func ThrottleKey(p *boot.Process) throttle.Key { return boot.Must(throttle.NewKey(subjectKey(p))) }

// Cursors are those of one list.
func Cursors(p *boot.Process, list string) api.Cursors {
	return boot.Must(api.NewCursors(subjectKey(p), list))
}

// Flags are those of a process.
func Flags(store *dynamo.Store) *flag.Cache { return &flag.Cache{Store: store, Now: boot.Now} }

// Requests makes requests with an Idempotency-Key idempotent.
func Requests(p *boot.Process, store *dynamo.Store) idempotent.Requests {
	return idempotent.Requests{Key: boot.Must(idempotency.NewKey(subjectKey(p))), Runs: store, Now: boot.Now}
}

// Authenticators is what the secrets of authenticators are encrypted under.
func Authenticators(p *boot.Process) factor.Key { return boot.Must(factor.NewKey(subjectKey(p))) }

// PINKey is what support PINs are encrypted under. It comes from a secret of its own, which the
// functions that see no PIN may not read.
func PINKey(p *boot.Process) supportpin.Key {
	return boot.Must(supportpin.NewKey(context.Background(), rotating(p, "PIN_KEY")))
}

// subjectKey is fetched once in a process, whatever is derived from it. Under another value
// counts begin anew, so processes take one up with a deployment, all of them at once.
func subjectKey(p *boot.Process) string {
	const name = "SUBJECT_KEY"
	return p.Once(name, func() string { return boot.Must(rotating(p, name).Values(context.Background()))[0] })
}

// rotating is a secret of which the value before the current one is valid, too.
func rotating(p *boot.Process, name string) keyed.Secret {
	client, id := secretsmanager.Open(p), boot.String(name)
	return keyed.Secret{Values: func(ctx context.Context) ([]string, error) { return client.Values(ctx, id) }, Now: boot.Now}
}
