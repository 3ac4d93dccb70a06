// Package seed owns the people and things that the sample events in events/ speak of, and
// puts them into the empty tables of a local stack.
//
// All of it is made up and fixed, so that an event does as it stands what it shows: ids,
// passwords, codes and tokens. It is for tests and a developer's machine alone. Everyone who reads
// this repository knows these passwords.
package seed

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"time"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/stack"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/password"
)

// day is how long codes, links and keys last: longer than those of the service, so that who
// tries one out after the other has the time.
const day = 24 * time.Hour

// scene is what is written, and where.
type scene struct {
	store *dynamo.Store
	users map[account.ID]account.User
	now   time.Time
}

// Seed writes everything once.
func Seed(ctx context.Context, s *stack.Stack) error {
	store, err := open(s)
	if err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	sc := scene{store: store, users: map[account.ID]account.User{}, now: time.Now().UTC().Truncate(time.Second)}
	steps := []func() error{
		func() error { return sc.people(ctx) },
		func() error { return sc.sessions(ctx) },
		func() error { return sc.devices(ctx) },
		func() error { return sc.passkey(ctx) },
		func() error { return sc.challenges(ctx, s.Secret("PasscodeKey")) },
		func() error { return sc.pins(ctx, s.Secret("PinKey")) },
		func() error { return sc.keys(ctx) },
		func() error { return sc.serviceKey(ctx) },
		func() error { return sc.authorizationCode(ctx) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("sample: %w", err)
		}
	}
	return nil
}

// open gives a store on the tables that the functions use.
func open(s *stack.Stack) (*dynamo.Store, error) {
	env, err := s.Environment()
	if err != nil {
		return nil, err
	}
	return dynamo.New(env["AWS_ENDPOINT_URL_DYNAMODB"], "us-east-1", dynamodb.Credentials, http.DefaultClient, dynamo.Tables{
		Users:            env["USERS_TABLE"],
		Claims:           env["CLAIMS_TABLE"],
		Sessions:         env["SESSIONS_TABLE"],
		Passcodes:        env["PASSCODES_TABLE"],
		RegistrationKeys: env["REGISTRATION_KEYS_TABLE"],
		SupportPINs:      env["SUPPORT_PINS_TABLE"],
		AuditEvents:      env["AUDIT_EVENTS_TABLE"],
		Profiles:         env["PROFILES_TABLE"],
		ServiceKeys:      env["SERVICE_KEYS_TABLE"],

		AuthorizationCodes: env["AUTHORIZATION_CODES_TABLE"],
		Devices:            env["DEVICES_TABLE"],
		Factors:            env["FACTORS_TABLE"],
	}), nil
}

// people writes the users. The admin is written like anybody else, and so not counted as the
// first one: create-admin still finds none.
func (sc scene) people(ctx context.Context) error {
	hash, err := new(password.Hasher).Hash(rand.Reader, everybodysPassword)
	if err != nil {
		return err
	}
	for _, p := range cast {
		u, err := p.user(hash, sc.now)
		if err != nil {
			return err
		}
		if err := sc.store.Register(ctx, u, nil); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		sc.users[p.id] = u
	}
	return nil
}
