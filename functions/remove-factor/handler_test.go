package main

import (
	"slices"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/stepup"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{users: w.Store, prover: stepup.Prover{Issuer: w.Issuer, Redeemer: w.Redeemer, Notifier: w.Notifier}, now: w.Now}
	return w, api.Handle(api.Users, w.Now, h.serve)
}

func call(by *api.Caller, id account.ID, factor string, headers ...string) world.Call {
	c := world.Call{Method: "DELETE", Path: map[string]string{"id": id.String(), "factor_id": factor}, Headers: map[string]string{}, Caller: by}
	for i := 0; i+1 < len(headers); i += 2 {
		c.Headers[headers[i]] = headers[i+1]
	}
	return c
}

func byMail(u *account.User) { u.Factors = account.Held(account.FactorEmail) }

func byText(w *world.World) func(*account.User) {
	return func(u *account.User) {
		u.PhoneNumber, u.PhoneConfirmed, u.Factors = w.Number(), true, account.Held(account.FactorSMS, account.FactorEmail)
	}
}

// remove removes a factor with a code, and says how both requests were answered.
func remove(t *testing.T, h world.Handler, by *api.Caller, id account.ID, factor string, code func() string) (asked, done world.Answer) {
	t.Helper()
	asked = world.Do(t, h, call(by, id, factor))
	if asked.Status != 202 {
		return asked, asked
	}
	challenge := world.Into[wire.Challenged](t, asked).Challenge.ID
	return asked, world.Do(t, h, call(by, id, factor, "Challenge-Id", challenge, "Challenge-Code", code()))
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	mary, anne, boss := w.User(t, "mary", byMail), w.User(t, "anne", byMail), w.Staff(t, "boss", account.RoleAdmin)
	annes := w.Authenticator(t, anne, w.Now().Add(-100*time.Hour))
	begun := w.Begin(t, mary, "another session")
	stale := call(w.Caller(mary), mary.ID, "email")
	stale.Caller.SignedInAt = w.Now().Add(-15 * time.Minute)
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"an old session", stale, 403, "reauthentication_required"},
		{"of another user", call(w.Caller(mary), anne.ID, "email"), 404, "user_not_found"},
		{"an admin, of another user", call(w.Caller(boss), mary.ID, "email"), 403, "forbidden"},
		{"an id of another user's", call(w.Caller(mary), mary.ID, annes.Factor.ID), 404, "factor_not_found"},
		{"codes by text that they do not have", call(w.Caller(mary), mary.ID, "sms"), 404, "factor_not_found"},
		{"the recovery codes", call(w.Caller(mary), mary.ID, "recovery-codes"), 404, "factor_not_found"},
		{"a type", call(w.Caller(annes.User), anne.ID, "totp"), 404, "factor_not_found"},
		{"an enrolment of another session", call(w.Caller(mary), mary.ID, begun.Factor.ID), 404, "factor_not_found"},
		{"the last one of staff", call(w.Caller(boss), boss.ID, "email"), 409, "2fa_required"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := w.Count(t)["Factors"]; n != 3 || w.Outbox.Delivered() != 0 {
		t.Errorf("%d factors and codes, %d messages", n, w.Outbox.Delivered())
	}
}

// An enrolment that is not confirmed guards nothing: the session that began it removes it without a code.
func TestPending(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", byMail)
	caller := w.CallerOf(t, u)
	e := w.Begin(t, u, caller.Session)
	if a := world.Do(t, h, call(caller, u.ID, e.Factor.ID)); a.Status != 204 || w.Count(t)["Factors"] != 0 || w.Outbox.Delivered() != 0 || len(w.Acts(t, u)) != 1 {
		t.Errorf("%d %s, %d factors, %v", a.Status, a.Body, w.Count(t)["Factors"], w.Acts(t, u))
	}
	e = w.Begin(t, e.User, caller.Session)
	w.Pass(10 * time.Minute)
	if a := world.Do(t, h, call(w.CallerOf(t, u), u.ID, e.Factor.ID)); a.Status != 404 {
		t.Errorf("one that has ended: %d %s", a.Status, a.Body)
	}
}

// The strongest factor that is held proves the removal of another.
func TestRemoveWeaker(t *testing.T) {
	w, h := setUp(t)
	u := w.Authenticator(t, w.User(t, "mary", byText(w)), w.Now().Add(-100*time.Hour))
	other := w.SignIn(t, u.User)
	caller := w.CallerOf(t, u.User)
	asked, done := remove(t, h, caller, u.ID, "email", func() string { return u.Code(t, w.Now()) })
	if c := world.Into[wire.Challenged](t, asked).Challenge; c.Purpose != "remove_factor" || c.Methods.String() != "totp" {
		t.Errorf("%+v", c)
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if done.Status != 204 || err != nil || now.Factors.Types().String() != "totp sms" {
		t.Fatalf("%d %s, %v, %v", done.Status, done.Body, now.Factors.Types(), err)
	}
	kept, _, err := w.Store.Session(t.Context(), u.ID, caller.Session)
	if err != nil || world.Lifetimes.Verify(kept, now, w.Now()) != nil || world.Lifetimes.Verify(other, now, w.Now()) == nil {
		t.Errorf("the caller's session ended, or another did not: %v", err)
	}
	if acts := w.Acts(t, u.User); !slices.Equal(acts[len(acts)-1:], []string{"factor_removed by self"}) {
		t.Errorf("%v", acts)
	}
	mails, texts := w.Outbox.Messages(u.Email), w.Outbox.Messages(u.PhoneNumber)
	if len(mails) != 1 || mails[0].Subject != "A second factor was removed at Latchkey" || len(texts) != 1 {
		t.Errorf("%+v %+v", mails, texts)
	}
	if set, err := w.Store.Factors(t.Context(), u.ID); err != nil || len(set.Factors) != 1 || set.Factors[0].LastStep == 0 {
		t.Errorf("%+v %v", set, err)
	}
}

// An authenticator's own code removes it. With the last factor, the recovery codes go too.
func TestRemoveByItself(t *testing.T) {
	w, h := setUp(t)
	u := w.Authenticator(t, w.User(t, "mary", nil), w.Now().Add(-100*time.Hour))
	var done world.Answer
	caller := w.CallerOf(t, u.User)
	calls := w.Edge.During(func() { _, done = remove(t, h, caller, u.ID, u.Factor.ID, func() string { return u.Code(t, w.Now()) }) })
	if done.Status != 204 || w.Count(t)["Factors"] != 0 || calls.Rounds() > 3+4 {
		t.Errorf("%d %s, %d left, %d round trips", done.Status, done.Body, w.Count(t)["Factors"], calls.Rounds())
	}
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.TwoFactor() != "" {
		t.Errorf("%+v %v", now, err)
	}
}

// A recovery code removes what the user has lost, the last factor among it, and is gone itself.
func TestRemoveByRecoveryCode(t *testing.T) {
	w, h := setUp(t)
	for _, c := range []struct {
		name   string
		change func(*account.User)
		left   int // factors and recovery codes
	}{{"mary", nil, 0}, {"anne", byMail, 1}} {
		before := w.Count(t)["Factors"]
		u := w.Authenticator(t, w.User(t, c.name, c.change), w.Now().Add(-100*time.Hour))
		caller := w.CallerOf(t, u.User)
		_, done := remove(t, h, caller, u.ID, u.Factor.ID, func() string { return u.Recovery[0] })
		if done.Status != 204 || w.Count(t)["Factors"]-before != c.left {
			t.Errorf("%s: %d %s, %d left", c.name, done.Status, done.Body, w.Count(t)["Factors"]-before)
		}
	}
}

// Fifty times the right code of what is removed, one removal.
func TestOneRemoval(t *testing.T) {
	w, h := setUp(t)
	u := w.Authenticator(t, w.User(t, "mary", nil), w.Now().Add(-100*time.Hour))
	caller := w.CallerOf(t, u.User)
	challenge := world.Into[wire.Challenged](t, world.Do(t, h, call(caller, u.ID, u.Factor.ID))).Challenge.ID
	code := u.Code(t, w.Now())
	statuses := make([]int, 50)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range statuses {
		done.Go(func() {
			start.Wait()
			statuses[i] = world.Do(t, h, call(caller, u.ID, u.Factor.ID, "Challenge-Id", challenge, "Challenge-Code", code)).Status
		})
	}
	start.Done()
	done.Wait()
	removed := 0
	for _, s := range statuses {
		if s == 204 {
			removed++
		}
	}
	if removed != 1 || len(w.Recorded(t, u.ID, "factor_removed")) != 1 {
		t.Errorf("%v", statuses)
	}
}

// a challenge for another factor, or of another user, removes nothing.
func TestOtherChallenges(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", byText(w)), w.User(t, "anne", byMail)
	mails := account.FactorTypes{account.FactorEmail}
	for _, q := range []passcode.Request{
		{User: anne, Purpose: passcode.RemoveFactor, Change: "sms"},
		{User: mary, Purpose: passcode.RemoveFactor, Change: "email"},
		{User: mary, Purpose: passcode.AddFactor, Change: "sms"},
	} {
		id, code := w.Issue(t, q.By(mails, account.FactorEmail))
		if a := world.Do(t, h, call(w.Caller(mary), mary.ID, "sms", "Challenge-Id", id, "Challenge-Code", code)); a.Status != 410 {
			t.Errorf("%s %s: %d %s", q.Purpose, q.Change, a.Status, a.Body)
		}
	}
}
