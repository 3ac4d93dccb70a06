package main

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
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

const totp = `{"type":"totp","name":"My phone"}`

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{
		users: w.Store, site: world.Site, authenticators: w.Redeemer.Authenticators,
		prover: stepup.Prover{Issuer: w.Issuer, Redeemer: w.Redeemer, Notifier: w.Notifier}, random: rand.Reader, now: w.Now,
	}
	return w, api.Handle(api.Users, w.Now, h.serve)
}

func call(w *world.World, by account.User, id account.ID, body string, headers ...string) world.Call {
	c := world.Call{Path: map[string]string{"id": id.String()}, Body: body, Headers: map[string]string{}, Caller: w.Caller(by)}
	for i := 0; i+1 < len(headers); i += 2 {
		c.Headers[headers[i]] = headers[i+1]
	}
	return c
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	mary, anne, boss := w.User(t, "mary", nil), w.User(t, "anne", nil), w.Staff(t, "boss", account.RoleAdmin)
	stale := call(w, mary, mary.ID, totp)
	stale.Caller.SignedInAt = w.Now().Add(-15 * time.Minute)
	named := func(name string) world.Call {
		return call(w, mary, mary.ID, fmt.Sprintf(`{"type":"totp","name":%q}`, name))
	}
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
		field  string
	}{
		{"an old session", stale, 403, "reauthentication_required", ""},
		{"another", call(w, mary, anne.ID, totp), 404, "user_not_found", ""},
		{"an admin, for another", call(w, boss, mary.ID, totp), 403, "forbidden", ""},
		{"nothing", call(w, mary, mary.ID, `{}`), 422, "invalid_fields", "type: required"},
		{"no name", call(w, mary, mary.ID, `{"type":"totp"}`), 422, "invalid_fields", "name: required"},
		{"blanks", named("  "), 422, "invalid_fields", "name: required"},
		{"a long name", named(strings.Repeat("é", 65)), 422, "invalid_fields", "name: invalid_name"},
		{"two lines", named("my\nphone"), 422, "invalid_fields", "name: invalid_name"},
		{"two lines of Unicode", named("my\u2028phone"), 422, "invalid_fields", "name: invalid_name"},
		{"codes by e-mail", call(w, mary, mary.ID, `{"type":"email","name":"x"}`), 422, "invalid_fields", "type: use_patch"},
		{"codes by text", call(w, mary, mary.ID, `{"type":"sms","name":"x"}`), 422, "invalid_fields", "type: use_patch"},
		{"another type", call(w, mary, mary.ID, `{"type":"recovery_code","name":"x"}`), 422, "invalid_fields", "type: invalid_type"},
		{"a null", call(w, mary, mary.ID, `{"type":"totp","name":null}`), 422, "invalid_fields", "name: not_nullable"},
		{"half an answer", call(w, boss, boss.ID, totp, "Challenge-Id", "x"), 422, "invalid_fields", "code: required"},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != c.status || a.Code(t) != c.code || c.field != "" && a.Fields(t)[0] != c.field {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := w.Count(t)["Factors"]; n != 0 || w.Outbox.Delivered() != 0 {
		t.Errorf("%d factors, %d messages", n, w.Outbox.Delivered())
	}
}

// A first factor takes a fresh session. The secret is shown this once, and the account is as it was.
func TestFirst(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Do(t, h, call(w, u, u.ID, `{"type":"totp","name":" My phone "}`)) })
	shown := world.Into[wire.Enrolment](t, a)
	if a.Status != 201 || shown.Result != "done" || shown.Factor.Type != "totp" || *shown.Factor.Name != "My phone" || shown.Passkey != nil || calls.Rounds() > 2 {
		t.Fatalf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	uri, err := url.Parse(shown.TOTP.URI)
	if err != nil || uri.Scheme != "otpauth" || uri.Path != "/Latchkey:mary" || uri.Query().Get("secret") != shown.TOTP.Secret || len(shown.TOTP.Secret) != 32 {
		t.Errorf("%s %v", shown.TOTP.URI, err)
	}
	stored, err := w.Store.Factors(t.Context(), u.ID)
	if err != nil || len(stored.Factors) != 1 || stored.Factors[0].Confirmed() || strings.Contains(string(stored.Factors[0].Secret), shown.TOTP.Secret) {
		t.Errorf("%+v %v", stored, err)
	}
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.TwoFactor() != "" || now.SessionEpoch != u.SessionEpoch || len(w.Acts(t, u)) != 1 {
		t.Errorf("%+v %v, %v", now, err, w.Acts(t, u))
	}
}

// A user who has a factor proves the next one by the strongest, or by a recovery code. The code is for this
// factor, and for one.
func TestNext(t *testing.T) {
	w, h := setUp(t)
	plain := w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	u := w.Authenticator(t, plain, w.Now().Add(-100*time.Hour))
	ask := func() wire.Challenge {
		t.Helper()
		a := world.Do(t, h, call(w, u.User, u.ID, totp))
		if a.Status != 202 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return world.Into[wire.Challenged](t, a).Challenge
	}
	asked := ask()
	if asked.Purpose != "add_factor" || asked.Method != "totp" || asked.Methods.String() != "totp" || w.Outbox.Delivered() != 0 {
		t.Errorf("%+v", asked)
	}
	with := func(body, code string) world.Answer {
		return world.Do(t, h, call(w, u.User, u.ID, body, "Challenge-Id", asked.ID, "Challenge-Code", code))
	}
	if a := with(totp, u.WrongCode(t, w.Now())); a.Status != 401 || a.Code(t) != "invalid_code" {
		t.Errorf("a wrong code: %d %s", a.Status, a.Body)
	}
	if a := with(`{"type":"totp","name":"Another"}`, u.Code(t, w.Now())); a.Status != 410 {
		t.Errorf("another factor: %d %s", a.Status, a.Body)
	}
	code := u.Code(t, w.Now())
	var a world.Answer
	calls := w.Edge.During(func() { a = with(totp, code) })
	if a.Status != 201 || calls.Rounds() > 4 {
		t.Errorf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	if a := with(totp, code); a.Status != 410 {
		t.Errorf("twice: %d %s", a.Status, a.Body)
	}
	asked = ask()
	if a := with(totp, code); a.Status != 410 || a.Code(t) != "code_used" {
		t.Errorf("the same step again: %d %s", a.Status, a.Body)
	}
	if a := with(totp, strings.ToLower(strings.ReplaceAll(u.Recovery[3], "-", " "))); a.Status != 201 {
		t.Errorf("a recovery code: %d %s", a.Status, a.Body)
	}
	if stored, err := w.Store.Factors(t.Context(), u.ID); err != nil || len(stored.Factors) != 3 || len(stored.Recovery.Hashes) != 9 {
		t.Errorf("%+v %v", stored, err)
	}
}

// The challenge of another user, or for another act, allows nothing.
func TestOtherChallenges(t *testing.T) {
	w, h := setUp(t)
	held := func(u *account.User) { u.Factors = account.Held(account.FactorEmail) }
	mary, anne := w.User(t, "mary", held), w.User(t, "anne", held)
	for _, q := range []passcode.Request{
		{User: anne, Purpose: passcode.AddFactor, Change: "totp\nMy phone"},
		{User: mary, Purpose: passcode.RemoveFactor, Change: "totp\nMy phone"},
		{User: mary, Purpose: passcode.SignIn},
	} {
		id, code := w.Issue(t, q.By(account.FactorTypes{account.FactorEmail}, account.FactorEmail))
		if a := world.Do(t, h, call(w, mary, mary.ID, totp, "Challenge-Id", id, "Challenge-Code", code)); a.Status != 410 || a.Code(t) != "challenge_closed" {
			t.Errorf("%s of %s: %d %s", q.Purpose, q.User.Username, a.Status, a.Body)
		}
	}
	if n := w.Count(t)["Factors"]; n != 0 {
		t.Errorf("%d factors", n)
	}
}

// Many requests at once: never more than three enrolments.
func TestThreeAtATime(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	var start, done sync.WaitGroup
	start.Add(1)
	for range 20 {
		done.Go(func() {
			start.Wait()
			world.Do(t, h, call(w, u, u.ID, totp))
		})
	}
	start.Done()
	done.Wait()
	for range 3 {
		world.Do(t, h, call(w, u, u.ID, totp))
	}
	if a := world.Do(t, h, call(w, u, u.ID, totp)); a.Status != 409 || a.Code(t) != "too_many_enrolments" || w.Count(t)["Factors"] != 3 {
		t.Errorf("%d %s, %d factors", a.Status, a.Body, w.Count(t)["Factors"])
	}
	w.Pass(10 * time.Minute)
	if a := world.Do(t, h, call(w, u, u.ID, totp)); a.Status != 201 {
		t.Errorf("once they have ended: %d %s", a.Status, a.Body)
	}
}

func TestTenFactors(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	for range 10 {
		u = w.Authenticator(t, u, w.Now()).User
	}
	if a := world.Do(t, h, call(w, u, u.ID, totp)); a.Status != 409 || a.Code(t) != "too_many_factors" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
