package main

import (
	"slices"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
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
		Caller: &api.Caller{UserID: by.ID, Role: by.Role, Session: "that of " + by.Username, SignedInAt: w.Now()},
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
	asked := world.Into[wire.Challenged](t, a)
	if asked.Result != "challenge" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	id := asked.Challenge.ID
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
	admin := w.User(t, "boss", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
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
		{"R-104, R-108: their own role", mary, mary, `{"role":"admin"}`, 403, "admin_only", []string{"role: admin_only"}},
		{"R-104: their own status", mary, mary, `{"status":"active"}`, 403, "admin_only", []string{"status: admin_only"}},
		{"R-104: confirmed", mary, mary, `{"email_confirmed":true}`, 403, "admin_only", []string{"email_confirmed: admin_only"}},
		{"a confirmation taken back", admin, mary, `{"email_confirmed":false}`, 422, "invalid_fields", []string{"email_confirmed: not_revocable"}},
		{"another address, confirmed", admin, mary, `{"email":"new@latchkey.example","email_confirmed":true}`, 422, "one_change_at_a_time", nil},
		{"no language", mary, mary, `{"language":"english please"}`, 422, "invalid_fields", []string{"language: invalid_language"}},
		{"null for a language", mary, mary, `{"language":null}`, 422, "invalid_fields", []string{"language: not_nullable"}},
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
		{"a factor that is enrolled", mary, mary, `{"2fa":true,"2fa_method":"totp"}`, 422, "invalid_fields", []string{"2fa_method: use_factors"}},
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

// a user who tries names to learn which are taken is stopped after five a day, taken names
// included. Admins, who see all names, are not.
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
	a := patch(t, w, h, u, u, `{"username":"Mary.Ann"}`)
	if got := world.Into[wire.Changed](t, a); a.Status != 200 || got.Result != "done" || got.Username != "mary.ann" {
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

// A phone number is confirmed by its code, then it can be a second factor, then not removed.
func TestPhoneAndSecondFactor(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	a := proven(t, w, h, u, `{"phone_number":"+447700900123"}`, "+447700900123")
	if got := world.Into[wire.Changed](t, a); a.Status != 200 || *got.PhoneNumber != "+447700900123" || !got.PhoneConfirmed {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	a = proven(t, w, h, read(t, w, u), `{"2fa":true,"2fa_method":"sms"}`, "+447700900123")
	if got := world.Into[wire.Changed](t, a); a.Status != 200 || !got.TwoFactor || *got.TwoFactorMethod != "sms" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	// what guards the account agrees to another factor, and to the end of all of them.
	a = proven(t, w, h, read(t, w, u), `{"2fa_method":"email"}`, "+447700900123")
	if got := world.Into[wire.Changed](t, a); a.Status != 200 || *got.TwoFactorMethod != "sms" || !read(t, w, u).Factors.Has(account.FactorEmail) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	a = proven(t, w, h, read(t, w, u), `{"2fa":false}`, "+447700900123")
	if got := world.Into[wire.Changed](t, a); a.Status != 200 || got.TwoFactor || got.TwoFactorMethod != nil {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	now := read(t, w, u)
	if a := patch(t, w, h, now, now, `{"phone_number":null}`); a.Status != 200 || world.Into[wire.Changed](t, a).PhoneNumber != nil {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if st, err := w.Store.Ownership(t.Context(), account.SMS, "+447700900123"); err != nil || st.Claimed {
		t.Error("the number is still claimed")
	}
}

// an admin's change holds at once, and the user is told.
func TestAdminChanges(t *testing.T) {
	w, h := setUp(t)
	admin := w.User(t, "boss", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	u := w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	s := w.SignIn(t, u)
	if a := patch(t, w, h, admin, u, `{"role":"support"}`); a.Status != 200 || world.Into[wire.Changed](t, a).Role != "support" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := patch(t, w, h, admin, u, `{"status":"disabled"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := patch(t, w, h, admin, u, `{"status":"active"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if world.Lifetimes.Verify(s, read(t, w, u), w.Now()) == nil {
		t.Error("a session of before outlived the time that the user was disabled")
	}
	if n := len(w.Outbox.Messages(u.Email)); n != 2 {
		t.Errorf("%d notices", n)
	}
}

// one phone is one number, however it is written, and whatever spelling was stored before there was one.
func TestSpellingsOfANumber(t *testing.T) {
	w, h := setUp(t)
	mary, anne, rose := w.User(t, "mary", nil), w.User(t, "anne", nil), w.User(t, "rose", nil)
	if a := proven(t, w, h, mary, `{"phone_number":"+4407700900123"}`, "+447700900123"); a.Status != 200 || *world.Into[wire.Changed](t, a).PhoneNumber != "+447700900123" {
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
