package account_test

import (
	"errors"
	"slices"
	"testing"

	"latchkey/shared/domain/account"
)

// What staff have is enough for each setting or not; what is enough is all that they sign in by, and cannot
// be given up. Users who are no staff are free.
func TestStaffFactor(t *testing.T) {
	for _, c := range []struct {
		setting account.StaffFactor
		held    account.FactorTypes
		met     bool
		offered account.FactorTypes
	}{
		{account.AnyFactor, nil, false, nil},
		{account.AnyFactor, account.FactorTypes{account.FactorEmail}, true, account.FactorTypes{account.FactorEmail}},
		{account.StaffTOTP, account.FactorTypes{account.FactorSMS, account.FactorEmail}, false, account.FactorTypes{account.FactorSMS, account.FactorEmail}},
		{account.StaffTOTP, account.FactorTypes{account.TOTP, account.FactorEmail}, true, account.FactorTypes{account.TOTP}},
		{account.StaffTOTP, account.FactorTypes{account.Passkey, account.TOTP, account.FactorSMS}, true, account.FactorTypes{account.Passkey, account.TOTP}},
		{account.StaffPasskey, account.FactorTypes{account.TOTP}, false, account.FactorTypes{account.TOTP}},
		{account.StaffPasskey, account.FactorTypes{account.Passkey, account.TOTP}, true, account.FactorTypes{account.Passkey}},
	} {
		for role, staff := range map[account.Role]bool{account.RoleUser: false, account.RoleSupport: true, account.RoleAdmin: true} {
			u := account.User{Role: role, Factors: account.Held(c.held...)}
			offered, all := c.setting.Offered(u, c.held), u.Factors.Types()
			if met := c.setting.Met(u); met != (c.met || !staff) || staff && !slices.Equal(offered, c.offered) || !staff && !slices.Equal(offered, all) {
				t.Errorf("%s, %s with %v: met %v, offered %v", c.setting, role, c.held, met, offered)
			}
			without := u
			without.Factors = account.Held(account.FactorEmail)
			want := staff && c.met && !c.setting.Met(without)
			if err := c.setting.Kept(u, without); errors.Is(err, account.ErrStaffTwoFactor) != want {
				t.Errorf("%s, %s with %v, to mails alone: %v", c.setting, role, c.held, err)
			}
		}
	}
	u := account.User{Role: account.RoleUser, Factors: account.Held(account.FactorEmail)}
	promoted := u
	promoted.Role = account.RoleSupport
	if err := account.StaffTOTP.Kept(u, promoted); err != nil {
		t.Errorf("a user who becomes staff, and is to enrol: %v", err)
	}
}
