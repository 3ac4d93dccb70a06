package main

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{
		users: w.Store, limits: w.Store, site: world.Site, authenticators: w.Redeemer.Authenticators, subjects: w.Redeemer.Throttles,
		notifier: w.Notifier, random: rand.Reader, now: w.Now,
	}
	return w, api.Handle(api.Users, w.Now, h.serve)
}

func call(by *api.Caller, id account.ID, factor, code string) world.Call {
	return world.Call{Path: map[string]string{"id": id.String(), "factor_id": factor}, Body: fmt.Sprintf(`{"code":%q}`, code), Caller: by}
}

// Unknown, ended, another session's and confirmed are one refusal.
func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	u, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	caller := w.CallerOf(t, u)
	e := w.Begin(t, u, caller.Session)
	annes := w.Begin(t, anne, w.CallerOf(t, anne).Session)
	saying := func(body string) world.Call {
		c := call(caller, u.ID, e.Factor.ID, "")
		c.Body = body
		return c
	}
	code := e.Code(t, w.Now())
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"another session", call(w.CallerOf(t, u), u.ID, e.Factor.ID, code), 404, "factor_not_found"},
		{"another user's", call(caller, u.ID, annes.Factor.ID, annes.Code(t, w.Now())), 404, "factor_not_found"},
		{"for another user", call(caller, anne.ID, annes.Factor.ID, annes.Code(t, w.Now())), 404, "user_not_found"},
		{"an admin, for another", call(w.CallerOf(t, w.Staff(t, "boss", account.RoleAdmin)), u.ID, e.Factor.ID, code), 403, "forbidden"},
		{"unknown", call(caller, u.ID, "x", code), 404, "factor_not_found"},
		{"the recovery codes", call(caller, u.ID, "recovery-codes", code), 404, "factor_not_found"},
		{"nothing", saying(`{}`), 422, "invalid_fields"},
		{"a passkey's answer", saying(`{"credential":{}}`), 422, "invalid_fields"},
		{"two answers", saying(`{"code":"` + code + `","credential":{}}`), 422, "invalid_fields"},
		{"five digits", call(caller, u.ID, e.Factor.ID, "12345"), 422, "invalid_fields"},
		{"a recovery code", call(caller, u.ID, e.Factor.ID, "0000-0000-0000-0000"), 422, "invalid_fields"},
		{"a wrong code", call(caller, u.ID, e.Factor.ID, e.WrongCode(t, w.Now())), 401, "invalid_code"},
		{"the step after next", call(caller, u.ID, e.Factor.ID, e.Code(t, w.Now().Add(time.Minute))), 401, "invalid_code"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	w.Pass(10 * time.Minute)
	if a := world.Do(t, h, call(caller, u.ID, e.Factor.ID, e.Code(t, w.Now()))); a.Status != 404 || a.Code(t) != "factor_not_found" {
		t.Errorf("after ten minutes: %d %s", a.Status, a.Body)
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || now != e.User || w.Outbox.Delivered() != 0 || len(w.Acts(t, u)) != 1 {
		t.Errorf("%+v %v, %d messages, %v", now, err, w.Outbox.Delivered(), w.Acts(t, u))
	}
}

// The factor guards the account from now on: all is told on every channel, recorded once, and every session but this
// one ends.
func TestConfirm(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) {
		u.PhoneNumber, u.PhoneConfirmed, u.CodeEverySignIn = "+447700900123", true, true
	})
	other := w.SignIn(t, u)
	caller := w.CallerOf(t, u)
	e := w.Begin(t, u, caller.Session)
	code := e.Code(t, w.Now())
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Do(t, h, call(caller, u.ID, e.Factor.ID, code)) })
	shown := world.Into[wire.ConfirmedFactor](t, a)
	if a.Status != 200 || shown.Factor.ID != e.Factor.ID || shown.RecoveryCodes == nil || len(*shown.RecoveryCodes) != 10 || calls.Rounds() > 3 {
		t.Fatalf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || now.TwoFactor() != account.TOTP || now.CodeEverySignIn || !now.Factors.TOTP.Equal(w.Now()) && w.Now().Sub(now.Factors.TOTP) > time.Minute {
		t.Errorf("%+v %v", now, err)
	}
	kept, _, keptErr := w.Store.Session(t.Context(), u.ID, caller.Session)
	if keptErr != nil || world.Lifetimes.Verify(kept, now, w.Now()) != nil || world.Lifetimes.Verify(other, now, w.Now()) == nil {
		t.Errorf("the caller's session ended, or another did not: %v", keptErr)
	}
	if acts := w.Acts(t, u); !slices.Equal(acts[1:], []string{"factor_added by self"}) {
		t.Errorf("%v", acts)
	}
	mails, texts := w.Outbox.Messages(u.Email), w.Outbox.Messages(u.PhoneNumber)
	if len(mails) != 1 || mails[0].Subject != "A second factor was added at Latchkey" || len(texts) != 1 {
		t.Errorf("%+v %+v", mails, texts)
	}
	set, err := w.Store.Factors(t.Context(), u.ID)
	if err != nil || len(set.Confirmed()) != 1 || len(set.Recovery.Hashes) != 10 {
		t.Fatalf("%+v %v", set, err)
	}
	// The code that confirmed it signs nobody in.
	if _, right, used, err := w.Redeemer.Authenticators.MatchAny(set, code, w.Now()); right || !used || err != nil {
		t.Errorf("%v %v %v", right, used, err)
	}
	if a := world.Do(t, h, call(caller, u.ID, e.Factor.ID, code)); a.Status != 404 || a.Code(t) != "factor_not_found" {
		t.Errorf("twice: %d %s", a.Status, a.Body)
	}
}

// Recovery codes come with the first factor. A second one leaves them as they are, used up or not.
func TestSecond(t *testing.T) {
	w, h := setUp(t)
	u := w.Authenticator(t, w.User(t, "mary", nil), w.Now().Add(-time.Hour))
	caller := w.CallerOf(t, u.User)
	e := w.Begin(t, u.User, caller.Session)
	a := world.Do(t, h, call(caller, u.ID, e.Factor.ID, e.Code(t, w.Now())))
	if shown := world.Into[wire.ConfirmedFactor](t, a); a.Status != 200 || shown.RecoveryCodes != nil {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil || now.Factors != u.Factors {
		t.Errorf("%+v, before %+v, %v", now.Factors, u.Factors, err)
	}
	if acts := w.LastActs(t, u.User, 1); acts[0] != "factor_added by self" {
		t.Errorf("%v", acts)
	}
}

// What changes the factors, or ends the sessions, ends what was begun before: it was proven by what the user had then.
func TestChangesBetween(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	caller := w.CallerOf(t, u)
	first := w.Begin(t, u, caller.Session)
	second := w.Begin(t, first.User, caller.Session)
	if a := world.Do(t, h, call(caller, u.ID, first.Factor.ID, first.Code(t, w.Now()))); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := world.Do(t, h, call(caller, u.ID, second.Factor.ID, second.Code(t, w.Now()))); a.Status != 404 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// wrong codes are counted over the account, and a right one is not.
func TestWrongCodes(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	caller := w.CallerOf(t, u)
	e := w.Begin(t, u, caller.Session)
	for range 10 {
		world.Do(t, h, call(caller, u.ID, e.Factor.ID, e.WrongCode(t, w.Now())))
	}
	a := world.Do(t, h, call(caller, u.ID, e.Factor.ID, e.Code(t, w.Now())))
	if a.Status != 429 || a.Code(t) != passcode.ErrTooMany.Code || a.Headers["retry-after"] == "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	w.Pass(24 * time.Hour)
	for range 12 {
		caller := w.CallerOf(t, e.User)
		e = w.Begin(t, e.User, caller.Session)
		if a := world.Do(t, h, call(caller, u.ID, e.Factor.ID, e.Code(t, w.Now()))); a.Status != 200 && a.Code(t) != "too_many_factors" {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		var err error
		if e.User, err = w.Store.User(t.Context(), u.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// Fifty right codes at once: one factor, and one set of recovery codes.
func TestOneConfirmation(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	caller := w.CallerOf(t, u)
	e := w.Begin(t, u, caller.Session)
	code := e.Code(t, w.Now())
	statuses := make([]int, 50)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range statuses {
		done.Go(func() {
			start.Wait()
			statuses[i] = world.Do(t, h, call(caller, u.ID, e.Factor.ID, code)).Status
		})
	}
	start.Done()
	done.Wait()
	counts := map[int]int{}
	for _, s := range statuses {
		counts[s]++
	}
	if counts[200] != 1 || len(w.Recorded(t, u.ID, "factor_added")) != 1 {
		t.Errorf("%v", maps.Clone(counts))
	}
	if set, err := w.Store.Factors(t.Context(), u.ID); err != nil || len(set.Confirmed()) != 1 {
		t.Errorf("%+v %v", set, err)
	}
}
