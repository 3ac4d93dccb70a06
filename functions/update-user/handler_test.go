package main

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{users: w.Store, limits: w.Store, issuer: w.Issuer, redeemer: w.Redeemer, notifier: w.Notifier, now: w.Now}
	return w, api.Handle(api.Users, w.Now, h.serve)
}

// patch changes the user whose id it is, as somebody with a fresh session.
func patch(t *testing.T, w *world.World, h world.Handler, by, of account.User, body string, headers ...string) world.Answer {
	t.Helper()
	c := world.Call{
		Method: "PATCH", Body: body, Path: map[string]string{"id": of.ID.String()}, Headers: map[string]string{},
		Caller: &api.Caller{UserID: by.ID, Role: by.Role, SignedInAt: w.Now()},
	}
	for i := 0; i+1 < len(headers); i += 2 {
		c.Headers[headers[i]] = headers[i+1]
	}
	if by.ID == of.ID {
		c.Caller.Session = w.SignIn(t, of).TokenHash
	}
	return world.Do(t, h, c)
}

// proven repeats a change with the code that was sent for it.
func proven(t *testing.T, w *world.World, h world.Handler, u account.User, body, to string) world.Answer {
	t.Helper()
	a := patch(t, w, h, u, u, body)
	if a.Status != 202 {
		t.Fatalf("%s: %d %s", body, a.Status, a.Body)
	}
	id := world.Into[wire.Challenged](t, a).Challenge.ID
	return patch(t, w, h, u, u, body, "Challenge-Id", id, "Challenge-Code", w.Code(t, to))
}

func read(t *testing.T, w *world.World, u account.User) account.User {
	t.Helper()
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func withPhone(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true }

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", withPhone)
	anne := w.User(t, "anne", nil)
	admin := w.User(t, "boss", func(u *account.User) { u.Role, u.TwoFactor = account.RoleAdmin, account.Email })
	texted := w.User(t, "lucy", func(u *account.User) { withPhone(u); u.PhoneNumber, u.TwoFactor = "+447700900124", account.SMS })
	for _, c := range []struct {
		name   string
		by, of account.User
		body   string
		status int
		code   string
		fields []string
	}{
		{"nothing", mary, mary, `{}`, 422, "nothing_to_change", nil},
		{"R-103: another's", mary, anne, `{"username":"anne2"}`, 404, "user_not_found", nil},
		{"R-104, R-108: his own role", mary, mary, `{"role":"admin"}`, 403, "admin_only", []string{"role: admin_only"}},
		{"R-104: his own status", mary, mary, `{"status":"active"}`, 403, "admin_only", []string{"status: admin_only"}},
		{"R-104: confirmed", mary, mary, `{"email_confirmed":true}`, 400, "unknown_member", []string{"email_confirmed: unknown_member"}},
		{"R-104: version", mary, mary, `{"version":7}`, 400, "unknown_member", []string{"version: unknown_member"}},
		{"R-65: a password", admin, mary, `{"password":"velvet tractor orbit moss"}`, 400, "unknown_member", []string{"password: unknown_member"}},
		{"all wrong", mary, mary, `{"username":"x","email":"x","phone_number":"x","2fa":true,"2fa_method":"x"}`, 422, "invalid_fields",
			[]string{"username: invalid_username", "email: invalid_email", "phone_number: invalid_phone_number", "2fa_method: invalid_2fa_method"}},
		{"a name that is taken", mary, mary, `{"username":"ANNE"}`, 409, "username_taken", []string{"username: username_taken"}},
		{"a name that is reserved", mary, mary, `{"username":"root"}`, 409, "username_taken", []string{"username: username_taken"}},
		{"a name of digits", mary, mary, `{"username":"2304884825299645"}`, 422, "invalid_fields", []string{"username: invalid_username"}},
		{"null for what is never null", mary, mary, `{"username":"new","phone_number":null,"2fa":null}`, 422, "invalid_fields", []string{"2fa: not_nullable"}},
		{"a number of no country", mary, mary, `{"phone_number":"+999123456789"}`, 422, "invalid_fields", []string{"phone_number: invalid_phone_number"}},
		{"an empty number", mary, mary, `{"phone_number":""}`, 422, "invalid_fields", []string{"phone_number: invalid_phone_number"}},
		{"two proofs at once", mary, mary, `{"email":"new@latchkey.example","2fa":true}`, 422, "one_change_at_a_time", nil},
		{"R-41: texts without a number", anne, anne, `{"2fa":true,"2fa_method":"sms"}`, 422, "invalid_fields", []string{"2fa_method: phone_unconfirmed"}},
		{"the number that codes go to", texted, texted, `{"phone_number":null}`, 409, "phone_number_in_use", []string{"phone_number: phone_number_in_use"}},
		{"staff without a second factor", admin, anne, `{"role":"support"}`, 409, "2fa_required", nil},
		{"a second factor of staff, off", admin, admin, `{"2fa":false}`, 409, "2fa_required", nil},
		{"a role that is none", admin, anne, `{"role":"root","status":"gone"}`, 422, "invalid_fields", []string{"role: invalid_role", "status: invalid_status"}},
		{"R-95: the last admin's role", admin, admin, `{"role":"user"}`, 409, "last_admin", nil},
		{"R-95: the last admin, disabled", admin, admin, `{"status":"disabled"}`, 409, "last_admin", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := read(t, w, c.of)
			a := patch(t, w, h, c.by, c.of, c.body)
			if a.Status != c.status || a.Code(t) != c.code || !slices.Equal(a.Fields(t), c.fields) {
				t.Errorf("%d %s %v", a.Status, a.Code(t), a.Fields(t))
			}
			if now := read(t, w, c.of); now != before {
				t.Errorf("changed to %+v", now)
			}
		})
	}
	if n := w.Outbox.Delivered(); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}

// a session of a quarter of an hour is too old for what takes an account over, and for
// trying usernames.
func TestSensitiveChangesNeedAFreshSession(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", withPhone)
	caller := &api.Caller{UserID: u.ID, Role: u.Role, Session: "h", SignedInAt: w.Now().Add(-15 * time.Minute)}
	for body, want := range map[string]int{
		`{"email":"new@latchkey.example"}`: 403, `{"phone_number":"+447700900199"}`: 403, `{"2fa":true}`: 403,
		`{"phone_number":null}`: 403, `{"username":"mary2"}`: 403,
		`{"username":"mary"}`: 200, // as it is
	} {
		a := world.Do(t, h, world.Call{Method: "PATCH", Body: body, Path: map[string]string{"id": "me"}, Caller: caller})
		if a.Status != want || want == 403 && a.Code(t) != "reauthentication_required" {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
}

// whoever tries names to learn which are taken is stopped after five a day, taken ones
// among them. Admins, who see all names, are not.
func TestUsernamesAreCounted(t *testing.T) {
	w, h := setUp(t)
	mary, boss := w.User(t, "mary", nil), w.Staff(t, "boss", account.RoleAdmin)
	w.User(t, "anne", nil)
	for n, want := range []int{409, 409, 409, 409, 409, 429, 429} {
		if a := patch(t, w, h, mary, mary, `{"username":"anne"}`); a.Status != want {
			t.Errorf("try %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	if a := patch(t, w, h, mary, mary, `{"username":"mary2"}`); a.Status != 429 || a.Headers["retry-after"] == "" || read(t, w, mary).Username != "mary" {
		t.Errorf("a free name: %d %s", a.Status, a.Body)
	}
	if a := patch(t, w, h, boss, mary, `{"username":"mary2"}`); a.Status != 200 {
		t.Errorf("an admin: %d %s", a.Status, a.Body)
	}
	w.Pass(24 * time.Hour)
	if a := patch(t, w, h, mary, mary, `{"username":"mary3"}`); a.Status != 200 {
		t.Errorf("the next day: %d %s", a.Status, a.Body)
	}
}

// the name moves with its claim: the old one is free, and the user is told.
func TestUsername(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	if a := patch(t, w, h, u, u, `{"username":"Mary.Ann"}`); a.Status != 200 || world.Into[wire.User](t, a).Username != "mary.ann" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if owner, err := w.Store.UsernameOwner(t.Context(), "mary.ann"); err != nil || owner != u.ID {
		t.Errorf("%v %v", owner, err)
	}
	w.User(t, "mary2", func(u *account.User) { u.Username = "mary" })
	if n := len(w.Outbox.Messages(u.Email)); n != 1 {
		t.Errorf("%d notices", n)
	}
}

// the code goes to the new address, the old one holds until it is given,
// is told of both, and is free afterwards.
func TestEmail(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	const first, second = `{"email":"first@latchkey.example"}`, `{"email":"Second@latchkey.example"}`
	a := patch(t, w, h, u, u, first)
	challenge := world.Into[wire.Challenged](t, a).Challenge
	if a.Status != 202 || challenge.Purpose != "change_email" || challenge.SentTo != "f***@latchkey.example" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	code := w.Code(t, "first@latchkey.example")
	if now := read(t, w, u); now.Email != u.Email {
		t.Errorf("changed before the code: %s", now.Email)
	}
	if n := len(w.Outbox.Messages(u.Email)); n != 1 {
		t.Errorf("the old address got %d notices", n)
	}
	if a := patch(t, w, h, u, u, second, "Challenge-Id", challenge.ID, "Challenge-Code", code); a.Status != 410 {
		t.Errorf("R-89: a code for one address changes to another: %d %s", a.Status, a.Body)
	}

	keep, other := w.SignIn(t, u), w.SignIn(t, u)
	caller := &api.Caller{UserID: u.ID, Role: u.Role, Session: keep.TokenHash, SignedInAt: w.Now()}
	call := world.Call{Method: "PATCH", Body: second, Path: map[string]string{"id": "me"}, Caller: caller}
	call.Headers = map[string]string{"challenge-id": world.Into[wire.Challenged](t, world.Do(t, h, call)).Challenge.ID}
	call.Headers["challenge-code"] = w.Code(t, "second@latchkey.example")
	var done world.Answer
	calls := w.Edge.During(func() { done = world.Do(t, h, call) })
	if got := world.Into[wire.User](t, done); done.Status != 200 || got.Email != "second@latchkey.example" || !got.EmailConfirmed {
		t.Fatalf("%d %s", done.Status, done.Body)
	}
	if calls.Rounds() > 4 {
		t.Errorf("%d round trips: %v", calls.Rounds(), calls.Operations())
	}
	now := read(t, w, u)
	for _, s := range []struct {
		hash string
		good bool
	}{{keep.TokenHash, true}, {other.TokenHash, false}} {
		se, _, err := w.Store.Session(t.Context(), u.ID, s.hash)
		if err != nil || (se.Verify(now, w.Now()) == nil) != s.good {
			t.Errorf("session good: want %v: %v", s.good, err)
		}
	}
	w.User(t, "anne", func(a *account.User) { a.Email = u.Email })
	if again := world.Do(t, h, call); again.Status != 200 || read(t, w, u) != now {
		t.Errorf("the same once more changes something: %d %s", again.Status, again.Body)
	}
}

// no oracle at the start, and one winner at the end.
func TestTakenEmail(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	a := patch(t, w, h, mary, mary, `{"email":"anne@latchkey.example"}`)
	if a.Status != 202 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	messages := w.Outbox.Messages(anne.Email)
	if len(messages) != 1 || messages[0].Subject != "Your e-mail address was asked for at Latchkey" {
		t.Errorf("%+v", messages)
	}

	const body = `{"email":"new@latchkey.example"}`
	var codes [2][2]string
	for i, u := range []account.User{mary, anne} {
		codes[i] = [2]string{world.Into[wire.Challenged](t, patch(t, w, h, u, u, body)).Challenge.ID, w.Code(t, "new@latchkey.example")}
	}
	got := map[int]int{}
	for i, u := range []account.User{mary, anne} {
		got[patch(t, w, h, u, u, body, "Challenge-Id", codes[i][0], "Challenge-Code", codes[i][1]).Status]++
	}
	if !maps.Equal(got, map[int]int{200: 1, 409: 1}) {
		t.Errorf("%v", got)
	}
}

// A phone number is confirmed by its code, then it can be a second factor, then not removed.
func TestPhoneAndSecondFactor(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	a := proven(t, w, h, u, `{"phone_number":"+447700900123"}`, "+447700900123")
	if got := world.Into[wire.User](t, a); a.Status != 200 || *got.PhoneNumber != "+447700900123" || !got.PhoneConfirmed {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	a = proven(t, w, h, read(t, w, u), `{"2fa":true,"2fa_method":"sms"}`, "+447700900123")
	if got := world.Into[wire.User](t, a); a.Status != 200 || !got.TwoFactor || *got.TwoFactorMethod != "sms" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	// what guards the account agrees to its change and to its end.
	a = proven(t, w, h, read(t, w, u), `{"2fa_method":"email"}`, "+447700900123")
	if got := world.Into[wire.User](t, a); a.Status != 200 || *got.TwoFactorMethod != "email" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	a = proven(t, w, h, read(t, w, u), `{"2fa":false}`, u.Email)
	if got := world.Into[wire.User](t, a); a.Status != 200 || got.TwoFactor || got.TwoFactorMethod != nil {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	now := read(t, w, u)
	if a := patch(t, w, h, now, now, `{"phone_number":null}`); a.Status != 200 || world.Into[wire.User](t, a).PhoneNumber != nil {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if st, err := w.Store.Ownership(t.Context(), account.SMS, "+447700900123"); err != nil || st.Claimed {
		t.Error("the number is still claimed")
	}
}

// an admin's word holds at once, and the user is told.
func TestAdminChanges(t *testing.T) {
	w, h := setUp(t)
	admin := w.User(t, "boss", func(u *account.User) { u.Role, u.TwoFactor = account.RoleAdmin, account.Email })
	u := w.User(t, "mary", func(u *account.User) { u.TwoFactor = account.Email })
	s := w.SignIn(t, u)
	if a := patch(t, w, h, admin, u, `{"role":"support"}`); a.Status != 200 || world.Into[wire.User](t, a).Role != "support" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := patch(t, w, h, admin, u, `{"status":"disabled"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := patch(t, w, h, admin, u, `{"status":"active"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if s.Verify(read(t, w, u), w.Now()) == nil {
		t.Error("a session of before outlived the time that the user was disabled")
	}
	if n := len(w.Outbox.Messages(u.Email)); n != 2 {
		t.Errorf("%d notices", n)
	}
}

// who allowed a new password does not move the address too, at the asking nor with a code
// of before; where there is no other admin it is let through. It is recorded as an admin's act.
func TestAddressByAdmin(t *testing.T) {
	w, h := setUp(t)
	asAdmin := func(u *account.User) { u.Role, u.TwoFactor = account.RoleAdmin, account.Email }
	boss := w.User(t, "boss", asAdmin)
	mary := w.User(t, "mary", nil)
	const body = `{"email":"new@latchkey.example"}`
	a := patch(t, w, h, boss, mary, body)
	challenge, code := world.Into[wire.Challenged](t, a).Challenge.ID, w.Code(t, "new@latchkey.example")
	helped := mary
	helped.Helped = helped.Helped.With(boss.ID, account.HelpReset, w.Now())
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary, To: helped}); err != nil {
		t.Fatal(err)
	}
	second := w.User(t, "anne", asAdmin)
	if a := patch(t, w, h, boss, mary, body); a.Status != 409 || a.Code(t) != "second_admin_needed" {
		t.Errorf("asked: %d %s", a.Status, a.Body)
	}
	if a := patch(t, w, h, boss, mary, body, "Challenge-Id", challenge, "Challenge-Code", code); a.Status != 409 {
		t.Errorf("with a code of before: %d %s", a.Status, a.Body)
	}
	off := second
	off.Status = account.Disabled
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: second, To: off}); err != nil {
		t.Fatal(err)
	}
	if a := patch(t, w, h, boss, mary, body, "Challenge-Id", challenge, "Challenge-Code", code); a.Status != 200 {
		t.Errorf("the only admin: %d %s", a.Status, a.Body)
	}
	if acts := w.Recorded(t, mary.ID, audit.EmailMoved); len(acts) != 1 || acts[0].Actor != boss.ID {
		t.Errorf("%+v", acts)
	}
	if now := read(t, w, mary); !now.Helped.Twice(boss.ID, account.HelpFactors, w.Now()) {
		t.Errorf("%q", now.Helped)
	}
}

// A lost update is refused, never silent.
func TestConcurrentChanges(t *testing.T) {
	w, h := setUp(t)
	u, boss := w.User(t, "mary", nil), w.Staff(t, "boss", account.RoleAdmin)
	statuses := make([]int, 20)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range statuses {
		done.Go(func() {
			start.Wait()
			statuses[i] = patch(t, w, h, boss, u, `{"username":"mary`+string(rune('a'+i))+`"}`).Status
		})
	}
	start.Done()
	done.Wait()
	won := 0
	for _, s := range statuses {
		switch s {
		case 200:
			won++
		case 409:
		default:
			t.Errorf("status %d", s)
		}
	}
	if now := read(t, w, u); won == 0 || now.Version != u.Version+int64(won) || w.Count(t)["Claims"] != 5 {
		t.Errorf("%d won, version %d, %v", won, now.Version, w.Count(t))
	}
}

// two admins who demote each other, over and over: one is always left.
func TestAdminsDemotingEachOther(t *testing.T) {
	w, h := setUp(t)
	asAdmin := func(u *account.User) { u.Role, u.TwoFactor = account.RoleAdmin, account.Email }
	first := w.User(t, "first", asAdmin)
	second := w.User(t, "second", asAdmin)
	for range 50 {
		var both sync.WaitGroup
		for _, pair := range [][2]account.User{{first, second}, {second, first}} {
			both.Go(func() {
				if a := patch(t, w, h, pair[0], pair[1], `{"role":"user"}`); a.Status != 200 && a.Status != 409 && a.Status != 503 {
					t.Errorf("%d %s", a.Status, a.Body)
				}
			})
		}
		both.Wait()
		left := 0
		for _, u := range []account.User{first, second} {
			if now := read(t, w, u); now.ActiveAdmin() {
				left++
			} else if a := patch(t, w, h, account.User{ID: 1, Role: account.RoleAdmin}, now, `{"role":"admin"}`); a.Status != 200 {
				t.Fatalf("promote: %d %s", a.Status, a.Body)
			}
		}
		if left == 0 {
			t.Fatal("no admin is left")
		}
	}
}

// a code allows the change that it was asked for, whole: with any other value beside it, it
// allows nothing.
func TestCodeAllowsOneChange(t *testing.T) {
	w, h := setUp(t)
	const asked = `{"email":"new@latchkey.example","username":"mary2"}`
	for i, other := range []string{
		`{"email":"new@latchkey.example","username":"mary3"}`,
		`{"email":"new@latchkey.example"}`,
		`{"email":"other@latchkey.example","username":"mary2"}`,
	} {
		u := w.User(t, fmt.Sprintf("mary-%d", i), nil)
		a := patch(t, w, h, u, u, asked)
		if a.Status != 202 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		id := world.Into[wire.Challenged](t, a).Challenge.ID
		a = patch(t, w, h, u, u, other, "Challenge-Id", id, "Challenge-Code", w.Code(t, "new@latchkey.example"))
		if now := read(t, w, u); a.Status != 410 || a.Code(t) != "challenge_closed" || now.Username != u.Username || now.Email != u.Email {
			t.Errorf("%s: %d %s, %+v", other, a.Status, a.Body, now)
		}
	}
}

// What a code is bound to differs wherever the user that it makes does.
func TestChangeInWords(t *testing.T) {
	u := account.User{ID: 7, Username: "mary", Email: "mary@x.example", PhoneNumber: "+447700900123", TwoFactor: account.SMS, Role: account.RoleUser, Status: account.Active}
	seen := map[string]string{inWords(u): "nothing"}
	for name, change := range map[string]func(*account.User){
		"id":       func(u *account.User) { u.ID = 8 },
		"username": func(u *account.User) { u.Username = "anne" },
		"email":    func(u *account.User) { u.Email = "anne@x.example" },
		"number":   func(u *account.User) { u.PhoneNumber = "" },
		"factor":   func(u *account.User) { u.TwoFactor = account.Email },
		"role":     func(u *account.User) { u.Role = account.RoleAdmin },
		"status":   func(u *account.User) { u.Status = account.Disabled },
	} {
		other := u
		change(&other)
		if same, found := seen[inWords(other)]; found {
			t.Errorf("a code for a change of %s allows one of %s", name, same)
		}
		seen[inWords(other)] = name
	}
}

// one phone is one number, however it is written, and whatever spelling was stored before there was one.
func TestSpellingsOfANumber(t *testing.T) {
	w, h := setUp(t)
	mary, anne, rose := w.User(t, "mary", nil), w.User(t, "anne", nil), w.User(t, "rose", nil)
	if a := proven(t, w, h, mary, `{"phone_number":"+4407700900123"}`, "+447700900123"); a.Status != 200 || *world.Into[wire.User](t, a).PhoneNumber != "+447700900123" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	w.User(t, "lucy", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+44007700900199", true })
	sent := w.Outbox.Delivered()
	for i, number := range []string{"+447700900123", "+4407700900123", "+447700900199"} {
		u := []account.User{anne, anne, rose}[i]
		if a := patch(t, w, h, u, u, `{"phone_number":"`+number+`"}`); a.Status != 202 || w.Outbox.Delivered() != sent {
			t.Errorf("%s, which is another's: %d, %d messages", number, a.Status, w.Outbox.Delivered()-sent)
		}
	}
}
