package audit_test

import (
	"slices"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestActor(t *testing.T) {
	ctx := t.Context()
	if e := audit.Record(ctx, audit.Registered, 7); e.Actor != 7 {
		t.Errorf("nobody signed in: by %v", e.Actor)
	}
	e := audit.Record(audit.With(ctx, audit.Trail{Actor: 8, Address: "203.0.113.7", RequestID: "r", At: noon}), audit.Deleted, 7)
	if e.Actor != 8 || e.User != 7 || e.Address != "203.0.113.7" || e.RequestID != "r" || !e.At.Equal(noon) {
		t.Errorf("%+v", e)
	}
}

func TestBy(t *testing.T) {
	for want, e := range map[string]audit.Event{"7": {User: 8, Actor: 7}, "service_key:9": {User: 8, ServiceKey: 9}} {
		if e.By() != want {
			t.Errorf("%+v: by %s, want %s", e, e.By(), want)
		}
	}
}

// Ids sort by when the records were made, also within the second that their time tells.
func TestIDsAreInOrder(t *testing.T) {
	ctx := audit.With(t.Context(), audit.Trail{At: noon})
	first := audit.Record(ctx, audit.SignedIn, 7).ID
	for made := time.Now(); time.Since(made) < 2*time.Millisecond; {
		continue
	}
	if second := audit.Record(ctx, audit.SignedIn, 7).ID; first >= second {
		t.Errorf("%s, %s", first, second)
	}
}

// An address that a second factor uses is changed, and no factor: it is of the same type, and begins anew.
func TestAbout(t *testing.T) {
	u := account.User{Username: "mary", Email: "a@x.example", Role: account.RoleUser, Status: account.Active, Factors: account.Held(account.FactorSMS)}
	for want, change := range map[audit.Name]func(*account.User){
		"":                     func(u *account.User) { u.LastLogin = noon },
		audit.UsernameChanged:  func(u *account.User) { u.Username = "anne" },
		audit.EmailChanged:     func(u *account.User) { u.Email = "b@x.example" },
		audit.PhoneChanged:     func(u *account.User) { u.PhoneNumber, u.Factors.SMS = "+447700900123", noon },
		audit.TwoFactorChanged: func(u *account.User) { u.Factors = account.Held(account.FactorEmail) },
		audit.RoleChanged:      func(u *account.User) { u.Role = account.RoleAdmin },
		audit.Disabled:         func(u *account.User) { u.Status = account.Disabled },
	} {
		after := u
		change(&after)
		got := audit.About(t.Context(), u, after)
		if want == "" && len(got) != 0 || want != "" && !slices.Equal(got, []audit.Name{want}) {
			t.Errorf("%v, want %q", got, want)
		}
	}
}

// What a disabled user is changed in disables nobody.
func TestAboutDisabledUsers(t *testing.T) {
	u := account.User{Username: "mary", Role: account.RoleUser, Status: account.Disabled}
	for want, change := range map[audit.Name]func(*account.User){
		audit.Enabled:         func(u *account.User) { u.Status = account.Active },
		audit.UsernameChanged: func(u *account.User) { u.Username = "anne" },
	} {
		after := u
		change(&after)
		if got := audit.About(t.Context(), u, after); !slices.Equal(got, []audit.Name{want}) {
			t.Errorf("%v, want %q", got, want)
		}
	}
}

// an address that an admin changes is told apart from one's own change.
func TestAddressChangedByAnother(t *testing.T) {
	u := account.User{ID: 7, Email: "a@x.example"}
	after := u
	after.Email = "b@x.example"
	for actor, want := range map[account.ID]audit.Name{0: audit.EmailChanged, 7: audit.EmailChanged, 8: audit.EmailMoved} {
		if got := audit.About(audit.With(t.Context(), audit.Trail{Actor: actor}), u, after); !slices.Equal(got, []audit.Name{want}) {
			t.Errorf("by %v: %v", actor, got)
		}
	}
}

// Records are kept for longer than words are.
func TestRenamed(t *testing.T) {
	if got := audit.Name("password_reset_by_leave").Current(); got != audit.AdminReset {
		t.Error(got)
	}
}
