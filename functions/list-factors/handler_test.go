package main

import (
	"slices"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Users, w.Now, handler{users: w.Store, records: w.Store, domain: "latchkey.example", now: w.Now}.serve)
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.Staff(t, "anne", account.RoleSupport)
	for name, c := range map[string]struct {
		call   world.Call
		status int
		code   string
	}{
		"nobody":           {world.Call{Path: map[string]string{"id": mary.ID.String()}}, 401, "token_missing"},
		"R-103: another":   {world.As(mary, anne.ID.String(), ""), 404, "user_not_found"},
		"support, another": {world.As(anne, mary.ID.String(), ""), 404, "user_not_found"},
		"nobody's":         {world.As(w.Staff(t, "boss", account.RoleAdmin), "1", ""), 404, "user_not_found"},
	} {
		c.call.Method = "GET"
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

func TestNone(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	if a := world.Do(t, h, world.As(u, "me", "")); a.Status != 200 || a.Body != `{"factors":[],"recovery_codes":null}` {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// The strongest is first. What is pending is no factor, no secret is shown, and an admin's reading is recorded.
func TestAll(t *testing.T) {
	w, h := setUp(t)
	plain := w.User(t, "mary", func(u *account.User) {
		u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true
		u.Factors = account.Held(account.FactorEmail).With(account.FactorSMS, w.Now().Add(-time.Hour))
	})
	phone := w.Authenticator(t, plain, w.Now().Add(-100*time.Hour))
	laptop := w.Passkey(t, phone.User, w.Now())
	w.Begin(t, laptop.User, "a session")
	boss := w.Staff(t, "boss", account.RoleAdmin)
	a := world.Do(t, h, world.As(boss, plain.ID.String(), ""))
	shown := world.Into[output](t, a)
	if a.Status != 200 || len(shown.Factors) != 4 || shown.RecoveryCodes == nil || shown.RecoveryCodes.Left != 10 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var ids []string
	for _, f := range shown.Factors {
		ids = append(ids, f.ID)
	}
	if !slices.Equal(ids, []string{laptop.Factor.ID, phone.Factor.ID, "sms", "email"}) {
		t.Errorf("%v", ids)
	}
	passkey, app, text, mail := shown.Factors[0], shown.Factors[1], shown.Factors[2], shown.Factors[3]
	if !passkey.Usable || *passkey.Name != "laptop" || passkey.SentTo != nil || passkey.ProvesFrom == nil || *passkey.ProvesFrom != laptop.Factor.CreatedAt.Add(72*time.Hour).Format(time.RFC3339) {
		t.Errorf("%+v", passkey)
	}
	if !app.Usable || app.ProvesFrom != nil || *app.CreatedAt != phone.Factor.CreatedAt.Format(time.RFC3339) || app.LastUsedAt != nil {
		t.Errorf("%+v", app)
	}
	if text.Name != nil || *text.SentTo != account.Mask(plain.PhoneNumber) || text.ProvesFrom == nil || mail.CreatedAt != nil || *mail.SentTo != account.Mask(plain.Email) {
		t.Errorf("%+v %+v", text, mail)
	}
	if acts := w.LastActs(t, plain, 1); acts[0] != "user_read by "+boss.ID.String() {
		t.Errorf("%v", acts)
	}
}

// A passkey of another domain, or of a deployment that takes none, is shown as what it is.
func TestUnusable(t *testing.T) {
	w := world.New(t)
	u := w.Passkey(t, w.User(t, "mary", nil), w.Now())
	for domain, usable := range map[string]bool{"latchkey.example": true, "other.example": false, "": false} {
		h := api.Handle(api.Users, w.Now, handler{users: w.Store, records: w.Store, domain: domain, now: w.Now}.serve)
		a := world.Do(t, h, world.As(u.User, "me", ""))
		if shown := world.Into[output](t, a); len(shown.Factors) != 1 || shown.Factors[0].Usable != usable {
			t.Errorf("%q: %s", domain, a.Body)
		}
	}
}
