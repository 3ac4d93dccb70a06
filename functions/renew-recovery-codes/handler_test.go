package main

import (
	"crypto/rand"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/stepup"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{users: w.Store, prover: stepup.Prover{Issuer: w.Issuer, Redeemer: w.Redeemer, Notifier: w.Notifier}, random: rand.Reader, now: w.Now}
	return w, api.Handle(api.Users, w.Now, h.serve)
}

func call(by *api.Caller, id account.ID, headers ...string) world.Call {
	c := world.Call{Path: map[string]string{"id": id.String()}, Headers: map[string]string{}, Caller: by}
	for i := 0; i+1 < len(headers); i += 2 {
		c.Headers[headers[i]] = headers[i+1]
	}
	return c
}

func byMail(u *account.User) { u.Factors = account.Held(account.FactorEmail) }

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	mary, anne, boss := w.User(t, "mary", nil), w.User(t, "anne", byMail), w.Staff(t, "boss", account.RoleAdmin)
	stale := call(w.Caller(anne), anne.ID)
	stale.Caller.SignedInAt = w.Now().Add(-15 * time.Minute)
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"an old session", stale, 403, "reauthentication_required"},
		{"another", call(w.Caller(mary), anne.ID), 404, "user_not_found"},
		{"an admin, for another", call(w.Caller(boss), anne.ID), 403, "forbidden"},
		{"without a factor", call(w.Caller(mary), mary.ID), 409, "no_factor"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := w.Count(t)["Factors"]; n != 0 || w.Outbox.Delivered() != 0 {
		t.Errorf("%d sets of codes, %d messages", n, w.Outbox.Delivered())
	}
}

// The new codes end the old in one write, told and recorded.
func TestRenew(t *testing.T) {
	w, h := setUp(t)
	u := w.Authenticator(t, w.User(t, "mary", byMail), w.Now().Add(-100*time.Hour))
	other := w.SignIn(t, u.User)
	caller := w.CallerOf(t, u.User)
	asked := world.Into[wire.Challenged](t, world.Do(t, h, call(caller, u.ID))).Challenge
	if asked.Purpose != "renew_recovery_codes" || asked.Methods.String() != "totp" {
		t.Fatalf("%+v", asked)
	}
	var a world.Answer
	calls := w.Edge.During(func() {
		a = world.Do(t, h, call(caller, u.ID, "Challenge-Id", asked.ID, "Challenge-Code", u.Code(t, w.Now())))
	})
	shown := world.Into[wire.NewRecoveryCodes](t, a)
	if a.Status != 201 || shown.Result != "done" || len(shown.RecoveryCodes) != 10 || len(shown.RecoveryCodes[0]) != 19 || calls.Rounds() > 4 {
		t.Fatalf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	set, err := w.Store.Factors(t.Context(), u.ID)
	if err != nil || len(set.Recovery.Hashes) != 10 {
		t.Fatalf("%+v %v", set, err)
	}
	for i, code := range u.Recovery {
		if _, ok := set.Recovery.Match(plain(code)); ok {
			t.Errorf("the old code %d is good still", i)
		}
		if _, ok := set.Recovery.Match(plain(shown.RecoveryCodes[i])); !ok {
			t.Errorf("the new code %d is not good", i)
		}
	}
	now, err := w.Store.User(t.Context(), u.ID)
	kept, _, keptErr := w.Store.Session(t.Context(), u.ID, caller.Session)
	if err != nil || keptErr != nil || now.Factors != u.Factors || world.Lifetimes.Verify(kept, now, w.Now()) != nil || world.Lifetimes.Verify(other, now, w.Now()) == nil {
		t.Errorf("%+v %v %v", now, err, keptErr)
	}
	if acts := w.LastActs(t, u.User, 1); acts[0] != "recovery_codes_renewed by self" {
		t.Errorf("%v", acts)
	}
	if m := w.Outbox.Messages(u.Email); len(m) != 1 || m[0].Subject != "Your recovery codes for Latchkey were replaced" {
		t.Errorf("%+v", m)
	}
}

func plain(code string) string { return code[:4] + code[5:9] + code[10:14] + code[15:] }

// One of the old codes proves it, and is gone with the others. A user of mailed codes who never had any gets some.
func TestOtherProofs(t *testing.T) {
	w, h := setUp(t)
	u := w.Authenticator(t, w.User(t, "mary", nil), w.Now().Add(-100*time.Hour))
	mailed := w.User(t, "anne", byMail)
	for _, c := range []struct {
		user account.User
		code func() string
	}{{u.User, func() string { return u.Recovery[9] }}, {mailed, func() string { return w.Code(t, mailed.Email) }}} {
		caller := w.CallerOf(t, c.user)
		asked := world.Into[wire.Challenged](t, world.Do(t, h, call(caller, c.user.ID))).Challenge
		code := c.code()
		a := world.Do(t, h, call(caller, c.user.ID, "Challenge-Id", asked.ID, "Challenge-Code", code))
		set, err := w.Store.Factors(t.Context(), c.user.ID)
		if a.Status != 201 || err != nil || len(set.Recovery.Hashes) != 10 {
			t.Errorf("%d %s, %+v %v", a.Status, a.Body, set, err)
		}
		if a := world.Do(t, h, call(caller, c.user.ID, "Challenge-Id", asked.ID, "Challenge-Code", code)); a.Status != 410 {
			t.Errorf("twice: %d %s", a.Status, a.Body)
		}
	}
}
