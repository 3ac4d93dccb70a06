package acceptance

import (
	"fmt"
	"testing"

	"golang.org/x/sync/errgroup"
)

// attacks are how strangers can use up each limit of a user, by the limit's name. A limit without a
// row fails the test.
var attacks = map[string]struct {
	spend func(t *testing.T, from []network, o *owner)
	// loses is what the owner then cannot do, until a reset by mail: the one exception.
	loses string
	// needs is what the limit is of, for the owner; nil where signing in, stepping up and resetting show it.
	needs func(o *owner) (act, int)
}{
	"login/account": {loses: "sign in by name from an unknown device", spend: func(t *testing.T, from []network, o *owner) {
		for i := range 36 {
			from[i/3].call(t, "POST", "/users/login", login(o.name, "a wrong password of length"))
		}
	}},
	"login/address": {spend: func(t *testing.T, from []network, o *owner) {
		for range 6 {
			from[0].call(t, "POST", "/users/login", login(o.name, "a wrong password of length"))
		}
		if a := from[0].call(t, "POST", "/users/login", login(o.name, o.secret)); a.status != 429 {
			t.Errorf("the stranger's network: %d", a.status)
		}
	}},
	"login/device": {spend: func(t *testing.T, from []network, o *owner) {
		stranger := remembered(t, from[0], "knows-"+o.name)
		for range 12 {
			from[1].call(t, "POST", "/users/login", login(o.name, "a wrong password of length"), "Device-Token", stranger)
		}
	}},
	"password/check": {spend: func(t *testing.T, from []network, o *owner) {
		wrong := `{"current_password":"x","new_password":"a new password of length"}`
		n := signedIn(t, from[0], "checks-"+o.name)
		again(t, 6, []network{n}, "POST", "/users/"+o.id(t)+"/password", wrong)
		n.spends(t, 6, "POST", "/users/me/password", wrong)
	}, needs: func(o *owner) (act, int) {
		was := o.secret
		o.secret += " anew"
		return act{"POST", "/users/me/password", fmt.Sprintf(`{"current_password":%q,"new_password":%q}`, was, o.secret)}, 204
	}},
	"code/account": {spend: func(t *testing.T, from []network, o *owner) { guess(t, from, o, "") }},
	"code/device": {spend: func(t *testing.T, from []network, o *owner) {
		guess(t, from, o, remembered(t, from[0], "guesses-"+o.name))
	}},
	"failure/name": {spend: func(t *testing.T, from []network, o *owner) {
		for i := range 12 {
			from[i].call(t, "POST", "/users/login", login(o.name, "a wrong password of length"))
		}
		if told := o.newestMail(t, o.email()).Subject; told != "Many failed attempts at your account at Latchkey" {
			t.Errorf("the owner was told %q", told)
		}
	}},
	"registration/key": {spend: func(t *testing.T, from []network, o *owner) { // see TestAKeySpendsNothingOfAnother, too
		again(t, 6, from, "POST", "/users/register",
			fmt.Sprintf(`{"username":%q,"email":%q,"password":%q,"registration_key":"lkk_x"}`, o.name, o.email(), password))
	}},
	"username/user": {spend: func(t *testing.T, from []network, o *owner) {
		n, body := signedIn(t, from[0], "renames-"+o.name), fmt.Sprintf(`{"username":%q}`, o.name)
		again(t, 6, []network{n}, "PATCH", "/users/"+o.id(t), `{"username":"another"}`)
		n.spends(t, 6, "PATCH", "/users/me", body)
	}, needs: func(o *owner) (act, int) {
		return act{"PATCH", "/users/me", fmt.Sprintf(`{"username":"%s-2"}`, o.name)}, 200
	}},
	"reset/address": {spend: func(t *testing.T, from []network, o *owner) {
		var g errgroup.Group // each answer takes seconds, for known and unknown addresses alike
		ask := func(n network, email string) {
			g.Go(func() error {
				_, err := n.send("POST", "/password-reset", fmt.Sprintf(`{"email":%q}`, email), n.headers()...)
				return err
			})
		}
		for range 11 {
			ask(from[0], "nobody@latchkey.example")
		}
		for _, n := range from[1:] {
			ask(n, o.email())
		}
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
	}},
	"reset/admin": {spend: func(t *testing.T, from []network, o *owner) {
		for range 4 {
			again(t, 4, from, "POST", "/api/v1/auth/reset-password",
				fmt.Sprintf(`{"username":%q,"reset_code":%q,"new_password":"a new password of length"}`, o.name, wrongCode))
		}
	}},
	"support-pin/agent": {spend: func(t *testing.T, from []network, o *owner) {
		again(t, 24, []network{signedIn(t, from[0], "pries-"+o.name)}, "POST", pinOf(o.id(t))+"/verify", `{"pin":"123456"}`)
	}, needs: func(*owner) (act, int) { return act{"POST", ownPIN, ""}, 201 }},
	"token/session": {spend: func(t *testing.T, from []network, o *owner) {
		signedIn(t, from[0], "asks-tokens-"+o.name).spends(t, 11, "POST", "/token", "")
	}, needs: func(*owner) (act, int) { return act{"POST", "/token", ""}, 200 }},
	"authorization-code/session": {spend: func(t *testing.T, from []network, o *owner) {
		n := signedIn(t, from[0], "hands-over-"+o.name)
		n.spends(t, 11, "POST", "/users/me/authorization-codes", n.application(notes).asks())
	}, needs: func(o *owner) (act, int) {
		return act{"POST", "/users/me/authorization-codes", o.application(notes).asks()}, 201
	}},
	"send/user": {spend: func(t *testing.T, from []network, o *owner) { askAgain(t, from, o, "") }},
	"send/device": {spend: func(t *testing.T, from []network, o *owner) {
		askAgain(t, from, o, remembered(t, from[0], "asks-again-"+o.name))
	}},
	"ask/user": {spend: askForTheOwners}, "ask/network": {spend: askForTheOwners}, "ask/destination": {spend: askForTheOwners},
	"ask/admin": {spend: askForTheOwners},
	"registration/address": {spend: func(t *testing.T, from []network, _ *owner) {
		last := 0
		for i := range 41 {
			last = from[0].call(t, "POST", "/users/register",
				fmt.Sprintf(`{"username":"swarm%d","email":"swarm%d@latchkey.example","password":%q}`, i, i, password)).status
		}
		if last != 429 {
			t.Errorf("the last of many: %d", last)
		}
	}},
	"text/service": {spend: func(t *testing.T, from []network, _ *owner) {
		n := signedIn(t, from[0], "sender")
		for i := range 6 {
			n.call(t, "PATCH", "/users/me", fmt.Sprintf(`{"phone_number":"+4477009001%02d"}`, i))
		}
	}},
}
