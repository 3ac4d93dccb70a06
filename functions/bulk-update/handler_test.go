package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{users: w.Store, requests: w.Requests(t), notifier: w.Notifier, now: w.Now}
	return w, api.Handle(api.Admins, w.Now, h.serve)
}

func as(u account.User, body string) world.Call {
	return world.Call{Method: "PATCH", Body: body, Headers: map[string]string{}, Caller: &api.Caller{UserID: u.ID, Role: u.Role, Session: "h", SignedInAt: time.Now().Add(24 * time.Hour)}} // a fresh session in the world's time
}

// items puts ids into items, in their order.
func items(body string, ids ...account.ID) string {
	for _, id := range ids {
		body = strings.Replace(body, "ID", id.String(), 1)
	}
	return `{"users":[` + body + `]}`
}

// firstAdmin is created as the deployer creates one, and so is counted.
func firstAdmin(t *testing.T, w *world.World) account.User {
	t.Helper()
	u := account.NewDraft("boss", "boss@latchkey.example", "", "").User(1, "$argon2id$", w.Now())
	u.Role, u.EmailConfirmed, u.Factors = account.RoleAdmin, true, account.Held(account.FactorEmail)
	if err := w.Store.CreateFirstAdmin(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	return u
}

func read(t *testing.T, w *world.World, id account.ID) account.User {
	t.Helper()
	u, err := w.Store.User(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestOnlyAdmins(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	for _, role := range []account.Role{account.RoleUser, account.RoleSupport} {
		caller := mary
		caller.Role = role
		if a := world.Do(t, h, as(caller, items(`{"id":ID,"role":"admin"}`, mary.ID))); a.Status != 403 {
			t.Errorf("%s: %d %s", role, a.Status, a.Body)
		}
	}
	if now := read(t, w, mary.ID); now != mary {
		t.Errorf("%+v", now)
	}
}

//
func TestRefusedBeforeAnyWork(t *testing.T) {
	w, h := setUp(t)
	boss, mary := firstAdmin(t, w), w.User(t, "mary", nil)
	for _, c := range []struct {
		body   string
		status int
		fields string
	}{
		{`null`, 400, "[]"},
		{`{"users":null}`, 422, "[users: not_nullable]"},
		{`{"users":[],"all":true}`, 400, "[all: unknown_member]"},
		{`{"users":[]}`, 422, "[users: required]"},
		{items(strings.Repeat(`{"id":`+mary.ID.String()+`,"status":"disabled"},`, 100) + `{"id":1}`), 422, "[users: too_many_items]"},
	} {
		if a := world.Do(t, h, as(boss, c.body)); a.Status != c.status || fmt.Sprint(a.Fields(t)) != c.fields {
			t.Errorf("%.60s: %d %s", c.body, a.Status, a.Body)
		}
	}
	if now := read(t, w, mary.ID); now != mary {
		t.Errorf("%+v", now)
	}
}

// refused by item, as the single route would refuse, and the others pass.
func TestItemsAreAnsweredOnTheirOwn(t *testing.T) {
	w, h := setUp(t)
	boss, anne := firstAdmin(t, w), w.User(t, "anne", nil)
	mary := w.User(t, "mary", func(u *account.User) {
		u.Factors, u.PhoneNumber, u.PhoneConfirmed = account.Held(account.FactorSMS), "+447700900123", true
	})
	for changes, want := range map[string]string{
		``:                                     "422 nothing_to_change",
		`,"email":"x@latchkey.example"`:        "422 invalid_fields email:not_in_bulk",
		`,"email":null`:                        "422 invalid_fields email:not_nullable",
		`,"status":null`:                       "422 invalid_fields status:not_nullable",
		`,"username":7`:                        "400 wrong_type username:wrong_type",
		`,"password_hash":"x"`:                 "400 unknown_member password_hash:unknown_member",
		`,"phone_number":""`:                   "422 invalid_fields phone_number:not_in_bulk",
		`,"phone_number":"+12025550123"`:       "422 invalid_fields phone_number:not_in_bulk",
		`,"2fa":false,"2fa_method":"email"`:    "422 invalid_fields 2fa:not_in_bulk 2fa_method:not_in_bulk",
		`,"password":"` + world.Password + `"`: "422 invalid_fields password:not_in_bulk",
		`,"username":"a b"`:                    "422 invalid_fields username:invalid_username",
		`,"username":"anne"`:                   "409 username_taken username:username_taken",
		`,"role":"root","status":"gone"`:       "422 invalid_fields role:invalid_role status:invalid_status",
		`,"phone_number":null`:                 "422 invalid_fields phone_number:not_in_bulk",
	} {
		a := world.Do(t, h, as(boss, items(`{"id":ID`+changes+`},{"id":1234567,"status":"disabled"},{"status":"disabled"},{"id":ID,"status":"active"}`, mary.ID, boss.ID)))
		if got := a.Outcomes(t); got != want+", 404 user_not_found, 422 invalid_fields id:required, 200" {
			t.Errorf("%s: %s", changes, got)
		}
	}
	a := world.Do(t, h, as(boss, items(`null,7,{"id":"ID"},{"id":-1},{"id":9007199254740993},{"id":1.5},{"id":null},{"id":ID.0,"status":"active"}`, anne.ID, boss.ID)))
	if got := a.Outcomes(t); got != "400 wrong_type, 400 wrong_type"+strings.Repeat(", 400 wrong_type id:wrong_type", 4)+", 422 invalid_fields id:not_nullable, 200" {
		t.Error(got)
	}
	a = world.Do(t, h, as(boss, items(`{"id":ID,"role":"support"},{"id":ID,"status":"disabled"}`, anne.ID, boss.ID)))
	if got := a.Outcomes(t); got != "409 2fa_required, 409 last_admin" {
		t.Error(got)
	}
	for _, before := range []account.User{mary, anne, boss} {
		if now := read(t, w, before.ID); now != before {
			t.Errorf("%+v", now)
		}
	}
	if n := w.Outbox.Delivered(); n != 0 {
		t.Errorf("%d notices of nothing", n)
	}
}

// A user is changed once in a request: by the first item with that id.
func TestDuplicatesInARequest(t *testing.T) {
	w, h := setUp(t)
	boss, mary := firstAdmin(t, w), w.User(t, "mary", nil)
	a := world.Do(t, h, as(boss, items(`{"id":ID,"username":"first"},{"id":ID,"username":"second"},{},{}`, mary.ID, mary.ID)))
	if got := a.Outcomes(t); got != "200, 409 duplicate_item id:duplicate_item, 422 invalid_fields id:required, 422 invalid_fields id:required" {
		t.Error(got)
	}
	if now := read(t, w, mary.ID); now.Username != "first" {
		t.Errorf("%+v", now)
	}
}

func TestChanges(t *testing.T) {
	w, h := setUp(t)
	boss, mary, anne := firstAdmin(t, w), w.User(t, "mary", nil), w.User(t, "anne", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	rose := w.User(t, "rose", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true })
	body := items(`{"id":ID,"username":"Maria"},{"id":ID,"role":"admin"},{"id":ID,"phone_number":null,"status":"disabled"},{"id":ID,"status":"active"}`,
		mary.ID, anne.ID, rose.ID, boss.ID)
	a := world.Do(t, h, as(boss, body))
	if got := a.Outcomes(t); got != "200, 200, 200, 200" {
		t.Fatal(got)
	}
	results := a.Results(t)
	if results[0].User.Username != "maria" || results[1].User.Role != "admin" || results[2].User.PhoneNumber != nil || results[2].User.Status != "disabled" {
		t.Errorf("%s", a.Body)
	}
	if now := read(t, w, rose.ID); now.SessionEpoch == rose.SessionEpoch || now.Status != account.Disabled {
		t.Errorf("R-75: disabled, and the sessions are valid: %+v", now)
	}
	for to, want := range map[string]int{mary.Email: 1, anne.Email: 1, rose.Email: 2, boss.Email: 0} {
		if n := len(w.Outbox.Messages(to)); n != want {
			t.Errorf("%d notices to %s, want %d", n, to, want)
		}
	}
	if strings.Contains(a.Body, "hash") || strings.Contains(a.Body, "epoch") {
		t.Errorf("R-105: %s", a.Body)
	}
}

// The session with which an admin makes a change that ends all of their own goes on. What ends none leaves it alone.
func TestOwnSessionGoesOn(t *testing.T) {
	w, h := setUp(t)
	boss := w.User(t, "boss", func(u *account.User) {
		u.Role, u.Factors, u.PhoneNumber, u.PhoneConfirmed = account.RoleAdmin, account.Held(account.FactorEmail), "+447700900123", true
	})
	made, other := w.SignIn(t, boss), w.SignIn(t, boss)
	call := as(boss, items(`{"id":ID,"username":"chief"}`, boss.ID)) // by a session that is gone, which this change does not touch
	if got := world.Do(t, h, call).Outcomes(t); got != "200" {
		t.Error(got)
	}
	call = as(boss, items(`{"id":ID,"phone_number":null}`, boss.ID))
	call.Caller.Session = made.TokenHash
	if got := world.Do(t, h, call).Outcomes(t); got != "200" {
		t.Error(got)
	}
	now := read(t, w, boss.ID)
	if now.SessionEpoch != boss.SessionEpoch+1 {
		t.Errorf("epoch %d, and %d before", now.SessionEpoch, boss.SessionEpoch)
	}
	for hash, want := range map[string]int64{made.TokenHash: now.SessionEpoch, other.TokenHash: boss.SessionEpoch} {
		if s, _, err := w.Store.Session(t.Context(), boss.ID, hash); err != nil || s.Epoch != want {
			t.Errorf("a session of epoch %d, want %d: %v", s.Epoch, want, err)
		}
	}
}

// The change is made, whether or not its notice goes out.
func TestNoticeThatFails(t *testing.T) {
	w, h := setUp(t)
	boss, mary := firstAdmin(t, w), w.User(t, "mary", nil)
	w.Outbox.Refuse(true)
	a := world.Do(t, h, as(boss, items(`{"id":ID,"username":"maria"}`, mary.ID)))
	if a.Outcomes(t) != "200" || read(t, w, mary.ID).Username != "maria" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// made once, told once.
func TestRepeated(t *testing.T) {
	w, h := setUp(t)
	boss, mary := firstAdmin(t, w), w.User(t, "mary", nil)
	call := func(body string) world.Call {
		c := as(boss, body)
		c.Headers["Idempotency-Key"] = "key-1"
		return c
	}
	body := items(`{"id":ID,"username":"maria"}`, mary.ID)
	done := map[string]int{}
	for _, a := range world.Parallel(t, h, 20, func(int) world.Call { return call(body) }) {
		if a.Status == 207 && a.Outcomes(t) == "200" {
			done[a.Body]++
		} else if a.Status != 409 || a.Code(t) != "request_in_progress" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if len(done) != 1 || w.Outbox.Delivered() != 1 {
		t.Errorf("%d answers, %d notices", len(done), w.Outbox.Delivered())
	}
	back := as(boss, items(`{"id":ID,"username":"mary"}`, mary.ID))
	if a := world.Do(t, h, back); a.Outcomes(t) != "200" {
		t.Fatal(a)
	}
	if a := world.Do(t, h, call(body)); done[a.Body] == 0 || read(t, w, mary.ID).Username != "mary" {
		t.Errorf("the repeated request changed it again: %d %s", a.Status, a.Body)
	}
	if a := world.Do(t, h, call(items(`{"id":ID,"username":"other"}`, mary.ID))); a.Status != 422 || a.Code(t) != "idempotency_key_reused" {
		t.Errorf("another body: %d %s", a.Status, a.Body)
	}
}

// two admins who demote each other at once leave one of them.
func TestMutualDemotion(t *testing.T) {
	w, h := setUp(t)
	pair := []account.User{firstAdmin(t, w), w.User(t, "anne", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })}
	promote := func(by, whom account.User) {
		if a := world.Do(t, h, as(by, items(`{"id":ID,"role":"admin"}`, whom.ID))); a.Outcomes(t) != "200" {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	promote(pair[0], pair[1])
	for round := range 50 {
		for i := range pair {
			pair[i] = read(t, w, pair[i].ID)
		}
		answers := world.Parallel(t, h, 2, func(i int) world.Call {
			change := []string{`{"id":ID,"role":"user"}`, `{"id":ID,"status":"disabled"}`}[round%2]
			return as(pair[i], items(change, pair[1-i].ID))
		})
		left := -1
		for i, u := range pair {
			if read(t, w, u.ID).ActiveAdmin() {
				left = i
			}
		}
		if left < 0 {
			t.Fatalf("round %d left no admin: %s and %s", round, answers[0].Body, answers[1].Body)
		}
		for i, u := range pair {
			if !read(t, w, u.ID).ActiveAdmin() {
				a := world.Do(t, h, as(pair[left], items(`{"id":ID,"role":"admin","status":"active"}`, pair[i].ID)))
				if a.Outcomes(t) != "200" {
					t.Fatalf("round %d: %s", round, a.Body)
				}
			}
		}
	}
}

// a number is taken away, and a username changed, by a fresh session, here as on the single
// route; what is not sensitive goes on without.
func TestSensitiveItemsNeedAFreshSession(t *testing.T) {
	w, h := setUp(t)
	boss := w.User(t, "boss", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	mary := w.User(t, "mary", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true })
	anne := w.User(t, "anne", nil)
	rose := w.User(t, "rose", nil)
	call := as(boss, items(`{"id":ID,"phone_number":null},{"id":ID,"username":"anne2"},{"id":ID,"status":"disabled"}`, mary.ID, anne.ID, rose.ID))
	call.Caller.SignedInAt = w.Now().Add(-15 * time.Minute)
	if got := world.Do(t, h, call).Outcomes(t); got != "403 reauthentication_required, 403 reauthentication_required, 200" {
		t.Error(got)
	}
	if now, err := w.Store.User(t.Context(), mary.ID); err != nil || now != mary {
		t.Errorf("%+v, %v", now, err)
	}
}
