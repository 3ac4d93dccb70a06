package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func answering(by *api.Caller, e world.Enrolled, credential string) world.Call {
	c := call(by, e.ID, e.Factor.ID, "")
	c.Body = `{"credential":` + credential + `}`
	return c
}

// a passkey is bound to the enrolment, the page and the site that asked for it, and to the session that began.
func TestPasskeyRefusals(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	caller := w.CallerOf(t, u)
	e, options := w.BeginPasskey(t, u, caller.Session)
	other, others := w.BeginPasskey(t, e.User, caller.Session)
	made := func(change func(*world.SecurityKey), options []byte) string {
		k := world.NewSecurityKey()
		change(k)
		return k.Create(t, options)
	}
	same := func(*world.SecurityKey) {}
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"another session", answering(w.CallerOf(t, u), e, made(same, options)), 404, "factor_not_found"},
		{"another enrolment", answering(caller, other, made(same, options)), 401, "invalid_passkey"},
		{"another origin", answering(caller, e, made(func(k *world.SecurityKey) { k.Origin = "https://evil.example" }, options)), 401, "invalid_passkey"},
		{"another site", answering(caller, e, made(func(k *world.SecurityKey) { k.ID = "evil.example" }, options)), 401, "invalid_passkey"},
		{"nobody was there", answering(caller, e, made(func(k *world.SecurityKey) { k.Options.UserNotPresent = true }, options)), 401, "invalid_passkey"},
		{"backed up, and cannot be", answering(caller, e, made(func(k *world.SecurityKey) { k.Options.BackupEligible = false }, options)), 401, "invalid_passkey"},
		{"an assertion", answering(caller, e, world.NewSecurityKey().Sign(t, &wire.RequestOptions{RPID: world.Site.Domain})), 422, "invalid_fields"},
		{"no credential", answering(caller, e, `{}`), 422, "invalid_fields"},
		{"a code", call(caller, u.ID, e.Factor.ID, "123456"), 422, "invalid_fields"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	w.Pass(10 * time.Minute)
	if a := world.Do(t, h, answering(caller, other, made(same, others))); a.Status != 404 {
		t.Errorf("too late: %d %s", a.Status, a.Body)
	}
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.TwoFactor() != "" || w.Outbox.Delivered() != 0 {
		t.Errorf("%+v, %v", now, err)
	}
}

func TestPasskeysOff(t *testing.T) {
	w := world.New(t)
	u := w.User(t, "mary", nil)
	caller := w.CallerOf(t, u)
	e, options := w.BeginPasskey(t, u, caller.Session)
	h := handler{users: w.Store, site: passkey.Site{}, now: w.Now}
	a := world.Do(t, api.Handle(api.Users, w.Now, h.serve), answering(caller, e, world.NewSecurityKey().Create(t, options)))
	if a.Status != 409 || a.Code(t) != "passkeys_off" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// What is stored of a passkey is what it said of itself. It is one user's, and the first comes with recovery codes.
func TestPasskey(t *testing.T) {
	w, h := setUp(t)
	for name, verified := range map[string]bool{"mary": true, "anne": false} {
		u := w.User(t, name, nil)
		caller := w.CallerOf(t, u)
		e, options := w.BeginPasskey(t, u, caller.Session)
		k := world.NewSecurityKey()
		k.Options.UserNotVerified, k.Credential.Counter = !verified, 3
		body := k.Create(t, options)
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Do(t, h, answering(caller, e, body)) })
		shown := world.Into[wire.ConfirmedFactor](t, a)
		if a.Status != 200 || shown.Factor.Type != "passkey" || !shown.Factor.Usable || len(*shown.RecoveryCodes) != 10 || calls.Rounds() > 2 {
			t.Fatalf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
		}
		f, err := w.Store.Factor(t.Context(), u.ID, e.Factor.ID)
		p := f.Passkey
		if err != nil || !f.Confirmed() || f.Pending.Challenge != "" || string(p.CredentialID) != string(k.Credential.ID) || p.UserVerified != verified ||
			p.Counter != 3 || !p.Synced || !p.BackedUp || p.Domain != world.Site.Domain || string(p.Handle) != string(e.Factor.Passkey.Handle) {
			t.Errorf("%+v, %v", f, err)
		}
		if owner, id, err := w.Store.PasskeyOwner(t.Context(), k.Credential.ID); err != nil || owner != u.ID || id != f.ID {
			t.Errorf("%d %s, %v", owner, id, err)
		}
		if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.TwoFactor() != account.Passkey {
			t.Errorf("%+v, %v", now, err)
		}
		if acts := w.LastActs(t, u, 1); acts[0] != "factor_added by self" {
			t.Errorf("R-110: %v", acts)
		}
		if a := world.Do(t, h, answering(caller, e, body)); a.Status != 404 {
			t.Errorf("twice: %d %s", a.Status, a.Body)
		}
	}
}

// a passkey that somebody has is nobody else's, and not theirs a second time.
func TestPasskeyTaken(t *testing.T) {
	w, h := setUp(t)
	k := world.NewSecurityKey()
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	mary = w.PasskeyOn(t, k, mary, w.Now()).User
	for _, u := range []account.User{mary, anne} {
		caller := w.CallerOf(t, u)
		e, options := w.BeginPasskey(t, u, caller.Session)
		a := world.Do(t, h, answering(caller, e, k.Create(t, options)))
		if a.Status != 409 || a.Code(t) != "passkey_taken" {
			t.Errorf("%s: %d %s", u.Username, a.Status, a.Body)
		}
		if f, err := w.Store.Factor(t.Context(), u.ID, e.Factor.ID); err != nil || f.Confirmed() {
			t.Errorf("%s: %+v, %v", u.Username, f, err)
		}
	}
	if owner, _, err := w.Store.PasskeyOwner(t.Context(), k.Credential.ID); err != nil || owner != mary.ID {
		t.Errorf("%d, %v", owner, err)
	}
}
