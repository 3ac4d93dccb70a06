package smoke

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// visit is the life of one user, from registration to deletion.
type visit struct {
	*run
	username, email, password string
	id                        float64 // 0 until the account is there
	challenge                 string  // that confirms the address; empty where none is open
	confirmed                 bool
	token                     string
	pin                       string
	admin                     string // the token of an admin
	signedIn                  bool   // the admin's token is of this run, to be ended by it
	rotate                    func(context.Context) error
}

var (
	errNoUser  = skipped("there is no user for this check")
	errNoToken = skipped("the user is not signed in")
)

// arrival are the lines up to a user who is signed in.
func (v *visit) arrival() []line {
	return []line{
		{"a sign-in with an unknown name is refused", v.stranger},
		{"an admin signs in", v.adminSignsIn},
		{"a user registers", v.register},
		{"the mailed code confirms the address", v.confirm},
		{"the user signs in", v.signIn},
		{"the token works in either header", v.eitherHeader},
		{"the user makes a support PIN and reads it", v.makePIN},
	}
}

// stranger takes the secrets, the database and one password hash: it fails where any is missing.
func (v *visit) stranger(ctx context.Context) error {
	a, err := v.ask(ctx, v.login("smoke-nobody-"+token(), token()))
	if err != nil {
		return err
	}
	return a.refused(http.StatusUnauthorized, "invalid_credentials")
}

func (*visit) login(username, password string) asking {
	return asking{method: http.MethodPost, path: "/users/login", body: map[string]string{"username": username, "password": password}}
}

// token is random, of letters and digits.
func token() string { return strings.ToLower(rand.Text()) }

func (v *visit) register(ctx context.Context) error {
	if v.mailbox == nil {
		return skipped("nobody can read the mail: set EMAIL and run it in a terminal")
	}
	v.username, v.password = "smoke-"+token()[:12], "smoke "+token()
	v.email = v.mailbox.address(v.username)
	user := map[string]any{"username": v.username, "email": v.email, "password": v.password}
	a, err := v.ask(ctx, asking{method: http.MethodPost, path: "/users/register", body: user})
	if err != nil {
		return err
	}
	if a.text("code") == "invalid_registration_key" || a.text("code") == "registration_key_required" {
		return v.registerByAdmin(ctx, user)
	}
	if a.status != http.StatusCreated {
		return a.wrong("201")
	}
	v.id, _ = a.at("user.id").(float64)
	v.challenge = a.text("challenge.id")
	return nil
}

// registerByAdmin makes the user where registration takes a key. A key would stay behind.
func (v *visit) registerByAdmin(ctx context.Context, user map[string]any) error {
	if v.admin == "" {
		return skipped("registration needs a key here: set ADMIN_TOKEN, or ADMIN_USERNAME and ADMIN_PASSWORD")
	}
	a, err := v.post(ctx, "/users/bulk", map[string]any{"users": []any{user}}, http.StatusMultiStatus, bearer(v.admin)...)
	if err != nil {
		return err
	}
	results, _ := a.at("results").([]any)
	if len(results) != 1 {
		return a.wrong("one result")
	}
	made, _ := results[0].(map[string]any)["user"].(map[string]any)
	if v.id, _ = made["id"].(float64); v.id == 0 {
		return fmt.Errorf("POST /users/bulk made no user: %v", results[0])
	}
	return nil
}

func (v *visit) confirm(ctx context.Context) error {
	if v.id == 0 {
		return errNoUser
	}
	if v.challenge == "" { // there is one after an attempt to sign in, if the address is to be confirmed
		a, err := v.ask(ctx, v.login(v.username, v.password))
		if err != nil {
			return err
		}
		if v.challenge = a.text("challenge.id"); a.text("code") != "email_unconfirmed" {
			return skipped("addresses need no confirmation here")
		}
	}
	code, err := v.mailbox.code(ctx, v.email)
	if err != nil {
		return err
	}
	_, err = v.post(ctx, "/users/confirm", map[string]string{"challenge_id": v.challenge, "code": code}, http.StatusOK)
	v.confirmed = err == nil
	return err
}

func (v *visit) signIn(ctx context.Context) (err error) {
	if v.id == 0 {
		return errNoUser
	}
	v.token, err = v.session(ctx, v.username, v.password, v.email)
	return err
}

// session signs somebody in, with a code where one is asked for.
func (v *visit) session(ctx context.Context, username, password, email string) (string, error) {
	a, err := v.ask(ctx, v.login(username, password))
	if err != nil {
		return "", err
	}
	if a.status == http.StatusAccepted {
		if v.mailbox == nil {
			return "", skipped("nobody can read the mail: set EMAIL and run it in a terminal")
		}
		code, err := v.mailbox.code(ctx, email)
		if err != nil {
			return "", err
		}
		a, err = v.ask(ctx, asking{method: http.MethodPost, path: "/2fa",
			body: map[string]string{"challenge_id": a.text("challenge.id"), "code": code}})
		if err != nil {
			return "", err
		}
	}
	if a.status != http.StatusOK {
		return "", a.wrong("200")
	}
	return a.text("token"), nil
}

func (v *visit) eitherHeader(ctx context.Context) error {
	if v.token == "" {
		return errNoToken
	}
	for _, headers := range [][]string{bearer(v.token), {"PRIVATE-TOKEN", v.token}} {
		a, err := v.get(ctx, "/users/me", http.StatusOK, headers...)
		if err != nil {
			return err
		}
		if a.text("username") != v.username {
			return errors.New("GET /users/me shows another user")
		}
	}
	return nil
}

func (v *visit) makePIN(ctx context.Context) error {
	if v.token == "" {
		return errNoToken
	}
	const path = "/api/v4/user/support_pin"
	made, err := v.post(ctx, path, nil, http.StatusCreated, bearer(v.token)...)
	if err != nil {
		return err
	}
	read, err := v.get(ctx, path, http.StatusOK, bearer(v.token)...)
	if err == nil && (read.text("pin") == "" || read.text("pin") != made.text("pin")) {
		return errors.New("the PIN that was read is not the one that was made")
	}
	v.pin = read.text("pin")
	return err
}
