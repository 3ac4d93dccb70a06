package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

// An admin marks an address as confirmed. What waited for that takes effect, the claim is proven,
// and nobody is mailed.
func TestAddressesThatAnAdminConfirms(t *testing.T) {
	w, h := setUp(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	mary := w.User(t, "mary", func(u *account.User) {
		u.EmailConfirmed, u.TwoFactorWanted = false, account.Email
		u.Confirmation = account.Confirmation{Challenge: "open", Expires: w.Now().Add(time.Hour)}
	})
	stale := world.Call{Method: "PATCH", Body: `{"email_confirmed":true}`, Path: map[string]string{"id": mary.ID.String()},
		Caller: &api.Caller{UserID: boss.ID, Role: boss.Role, Session: "h", SignedInAt: w.Now().Add(-15 * time.Minute)}}
	if a := world.Do(t, h, stale); a.Code(t) != "reauthentication_required" || read(t, w, mary) != mary {
		t.Errorf("R-87: %d %s", a.Status, a.Body)
	}
	for range 2 {
		a := patch(t, w, h, boss, mary, `{"email_confirmed":true}`)
		if u := world.Into[wire.User](t, a); a.Status != 200 || !u.EmailConfirmed || !u.TwoFactor {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	u := read(t, w, mary)
	owner, err := w.Store.Ownership(t.Context(), account.Email, mary.Email)
	if err != nil || owner.Prover != mary.ID || u.ConfirmedBy != account.ByAdmin || u.Confirmation.Challenge != "" {
		t.Errorf("%+v, %+v, %v", u, owner, err)
	}
	if acts := w.Recorded(t, mary.ID, audit.EmailConfirmed); len(acts) != 1 || acts[0].Actor != boss.ID {
		t.Errorf("R-114: %+v", acts)
	}
	if n := w.Outbox.Delivered(); n != 0 {
		t.Errorf("%d messages", n)
	}
}

// a change of something else is recorded as no confirmation, of whomever it is.
func TestOtherChangesConfirmNothing(t *testing.T) {
	w, h := setUp(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	for name, change := range map[string]func(*account.User){
		"mary": func(u *account.User) { u.EmailConfirmed = false },
		"anne": func(u *account.User) { u.ConfirmedBy = account.ByAdmin },
	} {
		u := w.User(t, name, change)
		if a := patch(t, w, h, boss, u, `{"language":"fr"}`); a.Status != 200 {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
		if n, changes := len(w.Recorded(t, u.ID, audit.EmailConfirmed)), len(w.Recorded(t, u.ID, audit.LanguageChanged)); n != 0 || changes != 1 {
			t.Errorf("%s: %d confirmations and %d changes are recorded", name, n, changes)
		}
	}
}

// Where another user has proven the address, the mark is refused.
func TestAnotherUsersAddressIsNotConfirmed(t *testing.T) {
	w, h := setUp(t)
	boss, owner := w.Staff(t, "boss", account.RoleAdmin), w.User(t, "owner", nil)
	late := w.User(t, "late", func(u *account.User) { u.EmailConfirmed, u.Email = false, "late@latchkey.example" })
	w.SetUser(t, late.ID, map[string]string{"email": owner.Email}) // typed before the owner confirmed
	if a := patch(t, w, h, boss, late, `{"email_confirmed":true}`); a.Status != 409 || a.Code(t) != "email_taken" || read(t, w, late).EmailConfirmed {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestLanguage(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	a := patch(t, w, h, mary, mary, `{"language":"pt-br"}`)
	if u := world.Into[wire.User](t, a); a.Status != 200 || *u.Language != "pt-BR" || read(t, w, mary).Language != "pt-BR" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if n := len(w.Recorded(t, mary.ID, audit.LanguageChanged)); n != 1 {
		t.Errorf("%d records", n)
	}
}
