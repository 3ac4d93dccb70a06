package main

import (
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

const reason = "Phone stolen; known by passport"

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Admins, w.Now, handler{users: w.Store, notifier: w.Notifier, now: w.Now}.serve)
}

func asAdmin(u *account.User) {
	u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail)
}

func byText(u *account.User) {
	u.PhoneNumber, u.PhoneConfirmed, u.Factors = "+447700900123", true, account.Held(account.FactorSMS)
}

// as is a call by somebody who signed in just now.
func as(role account.Role, by account.User, username, reason string) world.Call {
	return world.Call{
		Path: map[string]string{"username": username}, Body: `{"reason":"` + reason + `"}`,
		Caller: &api.Caller{UserID: by.ID, Role: role, Session: "h", SignedInAt: by.CreatedAt},
	}
}

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
	boss, mary := w.User(t, "boss", asAdmin), w.User(t, "mary", byText)
	w.User(t, "nora", func(u *account.User) { u.EmailConfirmed = false })
	admin := account.RoleAdmin
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{Path: map[string]string{"username": "mary"}}, 401, "token_missing"},
		{"R-43: a user, for themselves", as(account.RoleUser, mary, "mary", reason), 403, "forbidden"},
		{"support", as(account.RoleSupport, mary, "mary", reason), 403, "forbidden"},
		{"demoted on the way", as(admin, mary, "boss", reason), 403, "forbidden"},
		{"R-43: an old session", since(15*time.Minute, as(admin, boss, "mary", reason)), 403, "reauthentication_required"},
		{"an admin's own", as(admin, boss, "boss", reason), 409, "own_factors"},
		{"nobody to mail codes to", as(admin, boss, "nora", reason), 409, "no_confirmed_email"},
		{"unknown", as(admin, boss, "nobody", reason), 404, "user_not_found"},
		{"no reason", saying(as(admin, boss, "mary", ""), `{}`), 422, "invalid_fields"},
		{"a short one", as(admin, boss, "mary", "nine char"), 422, "invalid_fields"},
		{"blanks", as(admin, boss, "mary", strings.Repeat(" ", 20)), 422, "invalid_fields"},
		{"a long one", as(admin, boss, "mary", strings.Repeat("é", 201)), 422, "invalid_fields"},
		{"two lines", as(admin, boss, "mary", `Phone stolen;\nknown by passport`), 422, "invalid_fields"},
		{"a factor of the admin's", saying(as(admin, boss, "mary", ""), `{"reason":"Phone stolen","phone_number":"+447700900999"}`), 400, "unknown_member"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if now, err := w.Store.User(t.Context(), mary.ID); err != nil || now != mary || w.Outbox.Delivered() != 0 {
		t.Errorf("%+v %v, %d messages", now, err, w.Outbox.Delivered())
	}
}

// the factor and the sessions end, a mailed code is asked for, the user hears
// of it on both channels, and the reason is in the record and nowhere else.
func TestReset(t *testing.T) {
	w, h := setUp(t)
	boss, mary := w.User(t, "boss", asAdmin), w.User(t, "mary", byText)
	s := w.SignIn(t, mary)
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Do(t, h, as(account.RoleAdmin, boss, "Mary", reason)) })
	if a.Status != 200 || world.Into[wire.User](t, a).TwoFactor || strings.Contains(a.Body, reason) || calls.Rounds() > 4 {
		t.Fatalf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	now, err := w.Store.User(t.Context(), mary.ID)
	if err != nil || now.SignInMethods(false, w.Now()).First() != account.FactorEmail || world.Lifetimes.Verify(s, now, w.Now()) == nil || now.PasswordHash != mary.PasswordHash {
		t.Errorf("%+v %v", now, err)
	}
	if acts := w.Recorded(t, mary.ID, audit.FactorsReset); len(acts) != 1 || acts[0].Reason != reason || acts[0].Actor != boss.ID {
		t.Errorf("%+v", acts)
	}
	if acts := w.Recorded(t, mary.ID, audit.TwoFactorChanged); len(acts) != 1 || acts[0].Reason != "" {
		t.Errorf("%+v", acts)
	}
	mails, texts := w.Outbox.Messages(mary.Email), w.Outbox.Messages(mary.PhoneNumber)
	if len(mails) != 1 || len(texts) != 1 || strings.Contains(mails[0].Text+texts[0].Text, reason) || len(texts[0].Text) > 160 {
		t.Errorf("%+v %+v", mails, texts)
	}
}

// Of support and admins, the mailed code is the factor: they never go without.
func TestStaff(t *testing.T) {
	w, h := setUp(t)
	boss := w.User(t, "boss", asAdmin)
	lucy := w.User(t, "lucy", func(u *account.User) { byText(u); u.Role = account.RoleSupport })
	if a := world.Do(t, h, as(account.RoleAdmin, boss, "lucy", strings.Repeat("é", 200))); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if now, err := w.Store.User(t.Context(), lucy.ID); err != nil || now.TwoFactor() != account.FactorEmail {
		t.Errorf("%+v %v", now, err)
	}
}

// who allowed a new password does not end the factor too, where another admin can. The
// other admin's act leaves the grant open, for a user who lost both.
func TestSecondAdmin(t *testing.T) {
	w, h := setUp(t)
	boss := w.User(t, "boss", asAdmin)
	granted := func(u *account.User) {
		byText(u)
		u.ResetGrant = account.ResetGrant{ID: "id", Hash: "h", Expires: w.Now().Add(time.Hour), By: boss.ID}
		u.Helped = u.Helped.With(boss.ID, account.HelpReset, w.Now())
	}
	mary := w.User(t, "mary", granted)
	w.User(t, "anne", func(u *account.User) { granted(u); u.PhoneNumber = "+447700900124" })
	if a := world.Do(t, h, as(account.RoleAdmin, boss, "anne", "ten chars!")); a.Status != 200 {
		t.Errorf("the only admin: %d %s", a.Status, a.Body)
	}
	other := w.User(t, "rose", asAdmin)
	if a := world.Do(t, h, as(account.RoleAdmin, boss, "mary", reason)); a.Status != 409 || a.Code(t) != "second_admin_needed" {
		t.Errorf("the same admin: %d %s", a.Status, a.Body)
	}
	if now, err := w.Store.User(t.Context(), mary.ID); err != nil || now != mary {
		t.Errorf("%+v %v", now, err)
	}
	if a := world.Do(t, h, as(account.RoleAdmin, other, "mary", reason)); a.Status != 200 {
		t.Errorf("another admin: %d %s", a.Status, a.Body)
	}
	if now, err := w.Store.User(t.Context(), mary.ID); err != nil || now.ResetGrant != mary.ResetGrant {
		t.Errorf("%+v %v", now.ResetGrant, err)
	}
}

// What the user has enrolled goes in the same write, with the recovery codes and the claim on the passkey.
func TestEnrolled(t *testing.T) {
	w, h := setUp(t)
	boss := w.User(t, "boss", asAdmin)
	phone := w.Authenticator(t, w.User(t, "mary", byText), w.Now().Add(-100*time.Hour))
	laptop := w.Passkey(t, phone.User, w.Now())
	if a := world.Do(t, h, as(account.RoleAdmin, boss, "mary", reason)); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	now, err := w.Store.User(t.Context(), laptop.ID)
	if err != nil || now.Factors != (account.Factors{}) || w.Count(t)["Factors"] != 0 {
		t.Errorf("%+v %v, %d factors", now.Factors, err, w.Count(t)["Factors"])
	}
	if _, _, err := w.Store.PasskeyOwner(t.Context(), laptop.Factor.Passkey.CredentialID); err == nil {
		t.Error("the passkey is somebody's still")
	}
}
