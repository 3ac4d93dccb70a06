package main

import (
	"testing"

	"latchkey/shared/domain/account"
)

// Staff whose factors are too weak are passed on as such, in the one call that there is. A change of the
// setting, of the role and of the factors holds at the next request.
func TestStaffWhoMayOnlyEnrol(t *testing.T) {
	w, h := setUp(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	enrolled := w.Authenticator(t, w.Staff(t, "lucy", account.RoleSupport), w.Now()).User
	mary := w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	for _, c := range []struct {
		setting account.StaffFactor
		user    account.User
		only    any
	}{
		{account.AnyFactor, boss, nil},
		{account.StaffTOTP, mary, nil},
		{account.StaffTOTP, boss, "enrol"},
		{account.StaffPasskey, boss, "enrol"},
		{account.StaffTOTP, enrolled, nil},
	} {
		h.authorizer.StaffFactor = c.setting
		got, calls := ask(t, w, h, bearer(signIn(t, w, c.user).Reveal()))
		if got["only"] != c.only || got["user_id"] != c.user.ID.String() || len(calls) != 1 || calls.Reads() > 2 {
			t.Errorf("%s, %s: %v after %d calls", c.setting, c.user.Username, got, len(calls))
		}
	}
}
