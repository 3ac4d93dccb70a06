package main

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Admins, w.Now, handler{users: w.Store, requests: w.Requests(t), byCode: true, notifier: w.Notifier, random: rand.Reader, now: w.Now}.serve)
}

func asAdmin(u *account.User) {
	u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail)
}

// as is a call by somebody whom the authorizer knew in a role, and who signed in just now.
func as(role account.Role, by account.User, username string) world.Call {
	return world.Call{
		Path:   map[string]string{"username": username},
		Caller: &api.Caller{UserID: by.ID, Role: role, Session: "h", SignedInAt: by.CreatedAt},
	}
}

// since has the session of a call begin some time ago.
func since(ago time.Duration, c world.Call) world.Call {
	c.Caller.SignedInAt = c.Caller.SignedInAt.Add(-ago)
	return c
}

func saying(c world.Call, body string) world.Call {
	c.Body = body
	return c
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	boss, mary := w.User(t, "boss", asAdmin), w.User(t, "mary", nil)
	helper := w.User(t, "lucy", func(u *account.User) { u.Role, u.Factors = account.RoleSupport, account.Held(account.FactorEmail) })
	off := w.User(t, "anne", asAdmin)
	w.SetUser(t, off.ID, map[string]string{"status": "disabled"})
	gone := account.User{ID: 7, CreatedAt: w.Now()}
	admin, user, support := account.RoleAdmin, account.RoleUser, account.RoleSupport
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{Path: map[string]string{"username": "mary"}}, 401, "token_missing"},
		{"R-65: a user, for themselves", as(user, mary, "mary"), 403, "forbidden"},
		{"a user, for another", as(user, mary, "boss"), 403, "forbidden"},
		{"a user, for nobody", as(user, mary, "nobody"), 403, "forbidden"},
		{"R-68: support", as(support, helper, "mary"), 403, "forbidden"},
		{"demoted on the way", as(admin, mary, "boss"), 403, "forbidden"},
		{"demoted on the way, for themselves", as(admin, mary, "mary"), 403, "forbidden"},
		{"demoted on the way, for nobody", as(admin, helper, "nobody"), 403, "forbidden"},
		{"disabled on the way", as(admin, off, "mary"), 403, "forbidden"},
		{"deleted on the way", as(admin, gone, "mary"), 403, "forbidden"},
		{"an admin whose session is old", since(15*time.Minute, as(admin, boss, "mary")), 403, "reauthentication_required"},
		{"an admin, for themselves", as(admin, boss, "BOSS"), 409, "own_reset"},
		{"unknown", as(admin, boss, "nobody"), 404, "user_not_found"},
		{"a name that cannot be", as(admin, boss, strings.Repeat("n", 10<<10)), 404, "user_not_found"},
		{"an id", as(admin, boss, mary.ID.String()), 404, "user_not_found"},
		{"disabled", as(admin, boss, "anne"), 409, "user_disabled"},
		{"R-65: a password of the admin's", saying(as(admin, boss, "mary"), `{"new_password":"eleven geese cross the yard"}`), 400, "unknown_member"},
		{"R-66: a code of the admin's", saying(as(admin, boss, "mary"), `{"reset_code":"lka_mine"}`), 400, "unknown_member"},
		{"a body that is none", saying(as(admin, boss, "mary"), `x`), 400, "malformed_json"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	for _, u := range []account.User{boss, mary, helper} {
		if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.ResetGrant != (account.ResetGrant{}) {
			t.Errorf("%+v %v", now.ResetGrant, err)
		}
	}
	if n := w.Outbox.Delivered(); n != 0 {
		t.Errorf("%d mails", n)
	}
}

// The admin is shown a code once; the table keeps its hash, the user gets a mail without it.
func TestAllow(t *testing.T) {
	w, h := setUp(t)
	boss, mary := w.User(t, "boss", asAdmin), w.User(t, "mary", nil)
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Do(t, h, as(account.RoleAdmin, boss, "Mary")) })
	got := world.Into[wire.ResetGrant](t, a)
	code, ok := token.ParseGrant(got.ResetCode)
	if a.Status != 200 || !got.Allowed || got.Username != "mary" || !ok || calls.Rounds() > 3 {
		t.Fatalf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	now, err := w.Store.User(t.Context(), mary.ID)
	left := now.ResetGrant.Expires.Sub(w.Now())
	if err != nil || now.ResetGrant.ID != code.ID() || now.ResetGrant.Hash != code.Hash() || now.ResetGrant.By != boss.ID || left > time.Hour || left < 59*time.Minute {
		t.Errorf("%+v %v", now.ResetGrant, err)
	}
	if records := w.Recorded(t, mary.ID, audit.ResetAllowed); len(records) != 1 || records[0].Actor != boss.ID {
		t.Errorf("R-114: %+v", records)
	}
	if *got.ExpiresAt != now.ResetGrant.Expires.Format(time.RFC3339) {
		t.Errorf("%s, stored %v", *got.ExpiresAt, now.ResetGrant.Expires)
	}
	if now.PasswordHash != mary.PasswordHash || now.SessionEpoch != mary.SessionEpoch {
		t.Error("more was changed than allowed")
	}
	mail := w.Outbox.Messages(mary.Email)
	if len(mail) != 1 || mail[0].Subject != "A new password was allowed for your account at Latchkey" || strings.Contains(mail[0].Text+mail[0].HTML, "lka_") {
		t.Errorf("%+v", mail)
	}
	again := world.Into[wire.ResetGrant](t, world.Do(t, h, as(account.RoleAdmin, boss, "mary")))
	if now, err := w.Store.User(t.Context(), mary.ID); err != nil || again.ResetCode == got.ResetCode || now.ResetGrant.Hash == code.Hash() {
		t.Errorf("again: %+v %v", again, err)
	}
}

// an admin is told that it was another admin.
func TestPeer(t *testing.T) {
	w, h := setUp(t)
	boss, peer := w.User(t, "boss", asAdmin), w.User(t, "anne", asAdmin)
	if a := world.Do(t, h, saying(as(account.RoleAdmin, boss, "anne"), `{}`)); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if mail := w.Outbox.Messages(peer.Email); len(mail) != 1 || !strings.Contains(mail[0].Text, "Another admin") {
		t.Errorf("%+v", mail)
	}
}

// AdminResetCode=off: no code is asked for, so none is shown.
func TestWithoutCode(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{users: w.Store, requests: w.Requests(t), notifier: w.Notifier, random: rand.Reader, now: w.Now}.serve)
	boss := w.User(t, "boss", asAdmin)
	w.User(t, "mary", nil)
	a := world.Do(t, h, as(account.RoleAdmin, boss, "mary"))
	if a.Status != 200 || strings.Contains(a.Body, "reset_code") || !world.Into[wire.ResetGrant](t, a).Allowed {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// An account whose name is digits, from when these were allowed, is reached by its id; no other is.
func TestByID(t *testing.T) {
	w, h := setUp(t)
	boss, mary := w.User(t, "boss", asAdmin), w.User(t, "mary", nil)
	digits := w.User(t, mary.ID.String(), nil)
	byID := func(role account.Role, by account.User, id string) world.Call {
		c := as(role, by, "-")
		c.Query = "id=" + id
		return c
	}
	for _, c := range []struct {
		name     string
		call     world.Call
		status   int
		username string
	}{
		{"a user", byID(account.RoleUser, mary, mary.ID.String()), 403, ""},
		{"an admin who is none any more", byID(account.RoleAdmin, mary, mary.ID.String()), 403, ""},
		{"a word", byID(account.RoleAdmin, boss, "mary"), 400, ""},
		{"an unused id", byID(account.RoleAdmin, boss, "1234567"), 404, ""},
		{"an id in the path", as(account.RoleAdmin, boss, digits.ID.String()), 404, ""},
		{"by id", byID(account.RoleAdmin, boss, mary.ID.String()), 200, "mary"},
		{"by the name of digits", as(account.RoleAdmin, boss, digits.Username), 200, digits.Username},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != c.status || c.status == 200 && !strings.Contains(a.Body, `"username":"`+c.username+`"`) {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
}

// who moved the address does not allow a new password too, where another admin can.
func TestSecondAdmin(t *testing.T) {
	w, h := setUp(t)
	boss := w.User(t, "boss", asAdmin)
	helped := func(u *account.User) { u.Helped = u.Helped.With(boss.ID, account.HelpAddress, w.Now()) }
	w.User(t, "mary", helped)
	w.User(t, "lucy", helped)
	if a := world.Do(t, h, as(account.RoleAdmin, boss, "mary")); a.Status != 200 {
		t.Errorf("the only admin: %d %s", a.Status, a.Body)
	}
	other := w.User(t, "anne", asAdmin)
	if a := world.Do(t, h, as(account.RoleAdmin, boss, "lucy")); a.Status != 409 || a.Code(t) != "second_admin_needed" {
		t.Errorf("the same admin: %d %s", a.Status, a.Body)
	}
	if a := world.Do(t, h, as(account.RoleAdmin, other, "lucy")); a.Status != 200 {
		t.Errorf("another admin: %d %s", a.Status, a.Body)
	}
	w.Pass(24 * time.Hour)
	fresh := as(account.RoleAdmin, boss, "lucy")
	fresh.Caller.SignedInAt = w.Now()
	if a := world.Do(t, h, fresh); a.Status != 200 {
		t.Errorf("a day later: %d %s", a.Status, a.Body)
	}
}
