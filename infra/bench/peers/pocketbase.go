package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// servePocketBase is the first argument of this program where it is the server.
const servePocketBase = "serve-pocketbase"

// The ways in which PocketBase hashes passwords here.
const (
	withBcrypt   = "bcrypt"
	withArgon2id = "argon2id"
)

// pocketBase is PocketBase as it comes, or with argon2id by a hook.
type pocketBase struct{ hash string }

func (p pocketBase) name() string {
	if p.hash == withArgon2id {
		return "PocketBase, argon2id by a hook"
	}
	return "PocketBase, its bcrypt"
}

func (p pocketBase) start(ctx context.Context) (*running, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "latchkey-peers-")
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	cmd := exec.CommandContext(ctx, self, servePocketBase, folder, address, p.hash) // #nosec G204 -- this program
	r, err := begin(ctx, cmd, "http://"+address, "/api/health")
	if r != nil {
		r.folder = folder
	}
	return r, err
}

const users = "/api/collections/users/"

type answered struct {
	Token  string
	Record struct{ ID string }
}

func (p pocketBase) acts(r *running, planned plan) []act {
	ctx := context.Background()
	register := func(address string) error {
		return r.do(ctx, 200, "POST", users+"records", map[string]string{"email": address, "password": password, "passwordConfirm": password}, "", nil)
	}
	signIn := func(address string, out any) error {
		return r.do(ctx, 200, "POST", users+"auth-with-password", map[string]string{"identity": address, "password": password}, "", out)
	}
	var signedIn answered
	return []act{
		{name: makeAccount, hashes: true, once: func(i int) error { return register(newcomer(i)) }},
		{name: signInByPassword, hashes: true,
			before: func() error { return eachUser(planned, register) },
			once:   func(i int) error { return signIn(user(i, planned), nil) }},
		{name: checkSession,
			before: func() error { return signIn(user(0, planned), &signedIn) },
			once: func(int) error {
				return r.do(ctx, 200, "GET", users+"records/"+signedIn.Record.ID, nil, signedIn.Token, nil)
			}},
	}
}
