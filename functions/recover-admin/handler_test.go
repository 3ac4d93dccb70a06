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
)

func handlerOf(w *world.World, until string) handler {
	return handler{users: w.Store, until: until, notifier: w.Notifier, random: rand.Reader, now: w.Now}
}

func in(w *world.World, d time.Duration) string { return w.Now().Add(d).Format(time.RFC3339) }

func asAdmin(u *account.User) {
	u.Role, u.PhoneNumber, u.PhoneConfirmed, u.Factors = account.RoleAdmin, "+447700900123", true, account.Held(account.FactorSMS)
}

const payload = `{"username":"boss","email":"new@latchkey.example"}`

// open for the deployer, for a day at most, and for an existing active admin alone.
func TestRefusals(t *testing.T) {
	w := world.New(t)
	boss := w.User(t, "boss", asAdmin)
	w.User(t, "anne", nil)
	w.User(t, "rose", func(u *account.User) { u.Role, u.Factors = account.RoleSupport, account.Held(account.FactorEmail) })
	off := w.User(t, "lucy", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	w.SetUser(t, off.ID, map[string]string{"status": "disabled"})
	open := in(w, time.Hour)
	for _, c := range []struct{ name, until, payload, want string }{
		{"never opened", "", payload, "recovery_closed"},
		{"no time", "tomorrow", payload, "recovery_closed"},
		{"over", in(w, 0), payload, "recovery_closed"},
		{"more than a day ahead", in(w, 24*time.Hour+time.Second), payload, "recovery_closed"},
		{"nothing", open, `null`, "no_such_admin"},
		{"nobody", open, strings.Replace(payload, "boss", "nobody", 1), "no_such_admin"},
		{"a user", open, strings.Replace(payload, "boss", "anne", 1), "no_such_admin"},
		{"support", open, strings.Replace(payload, "boss", "rose", 1), "no_such_admin"},
		{"a disabled admin", open, strings.Replace(payload, "boss", "lucy", 1), "no_such_admin"},
		{"no address", open, `{"username":"boss"}`, "email: "},
		{"somebody's address", open, strings.Replace(payload, "new", "anne", 1), "email_taken"},
		{"a password", open, strings.Replace(payload, "{", `{"password":"x",`, 1), "malformed_json"},
	} {
		if _, err := handlerOf(w, c.until).serve(t.Context(), []byte(c.payload)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if now, err := w.Store.User(t.Context(), boss.ID); err != nil || now != boss || w.Outbox.Delivered() != 0 {
		t.Errorf("%+v %v, %d messages", now, err, w.Outbox.Delivered())
	}
}

// the admin is at the new address, with a mailed code and a token to choose a
// password by. Every admin and the old address are told, and the log has no token.
func TestRecover(t *testing.T) {
	w := world.New(t)
	boss := w.User(t, "boss", asAdmin)
	peer := w.User(t, "anne", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	mary := w.User(t, "mary", nil)
	s := w.SignIn(t, boss)
	var log strings.Builder
	out, err := handlerOf(w, in(w, 24*time.Hour)).serve(world.Logged(t.Context(), &log), []byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	link, ok := token.Parse(token.Reset, out.ResetToken)
	now, err := w.Store.User(t.Context(), boss.ID)
	if err != nil || !ok || link.Hash() != now.ResetHash || now.ResetExpires.Sub(w.Now()) > 30*time.Minute {
		t.Errorf("%+v %v", now, err)
	}
	if now.Email != "new@latchkey.example" || !now.EmailConfirmed || now.TwoFactor() != account.FactorEmail || !now.ActiveAdmin() || world.Lifetimes.Verify(s, now, w.Now()) == nil {
		t.Errorf("%+v", now)
	}
	if owner, err := w.Store.EmailOwner(t.Context(), now.Email); err != nil || owner != boss.ID {
		t.Errorf("the address is %v's, %v", owner, err)
	}
	if acts := w.Recorded(t, boss.ID, audit.AdminRecovered); len(acts) != 1 {
		t.Errorf("%+v", acts)
	}
	for to, want := range map[string]int{boss.Email: 1, peer.Email: 1, mary.Email: 0, now.Email: 0} {
		if got := w.Outbox.Messages(to); len(got) != want || want == 1 && strings.Contains(got[0].Text, "lkr_") {
			t.Errorf("%s: %+v", to, got)
		}
	}
	if strings.Contains(log.String(), "lkr_") {
		t.Error(log.String())
	}
}

// The same address may be named: a lost phone, and a mailbox that works.
func TestSameAddress(t *testing.T) {
	w := world.New(t)
	boss := w.User(t, "boss", asAdmin)
	if _, err := handlerOf(w, in(w, time.Hour)).serve(t.Context(), []byte(strings.Replace(payload, "new", "boss", 1))); err != nil {
		t.Fatal(err)
	}
	if now, err := w.Store.User(t.Context(), boss.ID); err != nil || now.TwoFactor() != account.FactorEmail || now.Email != boss.Email {
		t.Errorf("%+v %v", now, err)
	}
}

// the deployer's word stands over what the admin had enrolled, which a thief may have.
func TestEnrolled(t *testing.T) {
	w := world.New(t)
	boss := w.Passkey(t, w.Authenticator(t, w.User(t, "boss", asAdmin), w.Now()).User, w.Now())
	if _, err := handlerOf(w, in(w, time.Hour)).serve(t.Context(), []byte(payload)); err != nil {
		t.Fatal(err)
	}
	now, err := w.Store.User(t.Context(), boss.ID)
	if err != nil || now.Factors.Types().String() != "email" || w.Count(t)["Factors"] != 0 {
		t.Errorf("%+v %v, %d factors", now.Factors, err, w.Count(t)["Factors"])
	}
	if _, _, err := w.Store.PasskeyOwner(t.Context(), boss.Factor.Passkey.CredentialID); err == nil {
		t.Error("the passkey is somebody's still")
	}
}
