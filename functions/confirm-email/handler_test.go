package main

import (
	"maps"
	"slices"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{users: w.Store, redeemer: w.Redeemer, now: w.Now}
	return w, api.Handle(api.Anyone, w.Now, h.serve)
}

func unconfirmed(u *account.User) { u.EmailConfirmed = false }

func issue(t *testing.T, w *world.World, u account.User, purpose passcode.Purpose) (challenge, code string) {
	t.Helper()
	return w.Issue(t, passcode.Request{User: u, Purpose: purpose, Channel: account.Email})
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", unconfirmed)
	id, code := issue(t, w, u, passcode.ConfirmEmail)
	signIn, signInCode := issue(t, w, w.User(t, "anne", nil), passcode.SignIn)
	before, err := w.Store.User(t.Context(), u.ID) // with the hash of the newest code
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nothing", `{}`, 422, "invalid_fields"},
		{"R-44: a number", `{"challenge_id":"x","code":123456}`, 400, "wrong_type"},
		{"R-44: five digits", world.Reply(id, "12345"), 422, "invalid_fields"},
		{"R-47: somebody's name with it", `{"challenge_id":"x","code":"123456","username":"anne"}`, 400, "unknown_member"},
		{"R-46: an unknown challenge", world.Reply("nobody", code), 410, "challenge_closed"},
		{"R-35: a challenge of another purpose", world.Reply(signIn, signInCode), 410, "challenge_closed"},
		{"R-34: the code of another challenge", world.Reply(id, world.Wrong(code)), 401, "invalid_code"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := world.Post(t, h, c.body)
			if a.Status != c.status || a.Code(t) != c.code {
				t.Errorf("%d %s", a.Status, a.Body)
			}
			if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != before {
				t.Errorf("the user changed: %+v, %v", now, err)
			}
		})
	}
}

func TestConfirm(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.EmailConfirmed, u.TwoFactorWanted = false, account.Email })
	id, code := issue(t, w, u, passcode.ConfirmEmail)
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Post(t, h, world.Reply(id, code)) })
	got := world.Into[wire.User](t, a)
	if a.Status != 200 || !got.EmailConfirmed || !got.TwoFactor || *got.TwoFactorMethod != "email" {
		t.Errorf("%d %+v", a.Status, got)
	}
	if calls.Rounds() > 4 {
		t.Errorf("%d round trips: %v", calls.Rounds(), calls.Operations())
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || !now.EmailConfirmed || now.TwoFactor() != account.FactorEmail || now.TwoFactorWanted != "" || now.Version != u.Version+1 {
		t.Errorf("%+v, %v", now, err)
	}
	if acts := w.LastActs(t, u, 2); !slices.Equal(slices.Sorted(slices.Values(acts)), []string{"2fa_changed by self", "email_confirmed by self"}) {
		t.Errorf("recorded: %v", acts)
	}
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 410 {
		t.Errorf("R-33: the code works twice: %d %s", a.Status, a.Body)
	}
}

// A code sent to an address confirms that address and not the one that took its place.
func TestCodeIsBoundToItsAddress(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", unconfirmed)
	id, code := issue(t, w, u, passcode.ConfirmEmail)
	w.SetUser(t, u.ID, map[string]string{"email": "other@latchkey.example"})
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 410 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// the item is still there, and the code is dead.
func TestExpiredCode(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", unconfirmed)
	id, code := issue(t, w, u, passcode.ConfirmEmail)
	w.Pass(passcode.ConfirmLifetime)
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 410 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if !maps.Equal(w.Count(t), map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "Throttles": 3, "AuditEvents": 1}) {
		t.Errorf("%v", w.Count(t))
	}
}
