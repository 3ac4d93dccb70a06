package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

// latchkey is the service as `make run` starts it.
type latchkey struct{ root string }

func (latchkey) name() string { return "Latchkey, argon2id" }

// parameters make the acts the same as at PocketBase: every account comes from this machine, and
// neither server mails a code for an account that is made.
const parameters = "RegistrationsPerHour=100000 EmailConfirmation=off"

func (l latchkey) start(ctx context.Context) (*running, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	root, err := filepath.Abs(l.root)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(root, "build/host/local")) // #nosec G204 -- of this repository
	cmd.Dir = root
	cmd.Env = append(os.Environ(), fmt.Sprint("PORT=", port), "PARAMS="+parameters, "DATA_DIR=", "DYNAMODB_ENDPOINT=")
	return begin(ctx, cmd, fmt.Sprintf("http://localhost:%d", port), "/health")
}

type issued struct {
	AccessToken string `json:"access_token"`
}

func (l latchkey) acts(r *running, p plan) []act {
	ctx := context.Background()
	register := func(address string) error {
		return r.do(ctx, 201, "POST", "/users/register", map[string]string{"email": address, "password": password}, "", nil)
	}
	signIn := func(address string, out any) error {
		return r.do(ctx, 200, "POST", "/users/login", map[string]string{"username": address, "password": password}, "", out)
	}
	var signedIn answered
	return []act{
		{name: makeAccount, hashes: true, once: func(i int) error { return register(newcomer(i)) }},
		{name: signInByPassword, hashes: true,
			before: func() error { return eachUser(p, register) },
			once:   func(i int) error { return signIn(user(i, p), nil) }},
		{name: checkSession,
			before: func() error { return signIn(user(0, p), &signedIn) },
			once:   func(int) error { return r.do(ctx, 200, "GET", "/users/me", nil, signedIn.Token, nil) }},
		l.check(ctx, r, p, signIn),
	}
}

// check verifies an access token as a back end does: by the keys of the service, which it fetched
// once, and without a request.
func (latchkey) check(ctx context.Context, r *running, p plan, signIn func(string, any) error) act {
	var keys jwk.Set
	var token issued
	return act{
		name: checkToken, here: true,
		before: func() (err error) {
			var signedIn answered
			if err := signIn(user(1, p), &signedIn); err != nil {
				return err
			}
			if err := r.do(ctx, 200, "POST", "/token", nil, signedIn.Token, &token); err != nil {
				return err
			}
			keys, err = jwk.Fetch(ctx, r.url+"/.well-known/jwks.json")
			return err
		},
		once: func(int) error {
			_, err := jwt.Parse([]byte(token.AccessToken), jwt.WithKeySet(keys), jwt.WithIssuer(r.url), jwt.WithAudience("api"))
			return err
		},
	}
}
