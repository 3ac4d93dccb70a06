package account_test

import (
	"testing"
	"time"

	"latchkey/shared/domain/account"
)

var morning = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// One admin gives one kind of help within 24 hours, however often; another admin gives another.
func TestHelp(t *testing.T) {
	h := account.Helped("").With(7, account.HelpReset, morning).With(8, account.HelpAddress, morning).With(7, account.HelpReset, morning.Add(time.Minute)).
		With(9, account.HelpReset, morning.Add(time.Minute))
	for _, c := range []struct {
		name string
		by   account.ID
		kind account.Help
		when time.Duration
		want bool
	}{
		{"another kind", 7, account.HelpFactors, time.Hour, true},
		{"a third kind", 7, account.HelpAddress, time.Hour, true},
		{"another kind, at the end of the day", 7, account.HelpFactors, 24*time.Hour + 59*time.Second, true},
		{"the other admin, another kind", 8, account.HelpFactors, time.Hour, true},
		{"the same kind", 7, account.HelpReset, time.Hour, false},
		{"a day later", 7, account.HelpFactors, 24*time.Hour + time.Minute, false},
		{"the third admin, another kind", 9, account.HelpFactors, time.Hour, true},
		{"a fourth admin", 10, account.HelpFactors, time.Hour, false},
		{"an admin whose id begins alike", 77, account.HelpFactors, time.Hour, false},
	} {
		if got := h.Twice(c.by, c.kind, morning.Add(c.when)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// What is remembered does not grow: one line a kind and admin, and none that is a day old.
func TestHelpIsForgotten(t *testing.T) {
	h := account.Helped("")
	for n := range 100 {
		h = h.With(7, account.HelpReset, morning.Add(time.Duration(n)*time.Minute))
	}
	one := account.Helped("").With(7, account.HelpReset, morning.Add(99*time.Minute))
	if h != one {
		t.Errorf("%q", h)
	}
	later := morning.Add(48 * time.Hour)
	if got := h.With(8, account.HelpAddress, later); got != account.Helped("").With(8, account.HelpAddress, later) {
		t.Errorf("%q", got)
	}
}

// The password alone is enough for nobody whose factor was reset, flags or not, until there is
// another factor.
func TestResetFactors(t *testing.T) {
	by := account.ID(7)
	u := account.User{ID: 1, EmailConfirmed: true, Factors: account.Held(account.FactorSMS), PhoneConfirmed: true, Role: account.RoleUser, Status: account.Active}
	reset, err := u.ResetFactors(by, morning)
	if err != nil || reset.TwoFactor() != "" || reset.SessionEpoch == u.SessionEpoch || reset.SignInMethods(false, morning).First() != account.FactorEmail {
		t.Errorf("%+v %v", reset, err)
	}
	on, method := true, account.SMS
	again, _, err := account.Change{TwoFactor: &on, TwoFactorMethod: &method}.Apply(reset, false, morning)
	if err != nil || again.CodeEverySignIn || again.SignInMethods(false, morning).First() != account.FactorSMS {
		t.Errorf("%+v %v", again, err)
	}
	off := false
	if same, _, err := (account.Change{TwoFactor: &off}).Apply(reset, false, morning); err != nil || !same.CodeEverySignIn {
		t.Errorf("turning off what is off: %+v %v", same, err)
	}
	u.Role = account.RoleSupport
	if staff, err := u.ResetFactors(by, morning); err != nil || staff.TwoFactor() != account.FactorEmail || staff.CodeEverySignIn {
		t.Errorf("staff: %+v %v", staff, err)
	}
}
