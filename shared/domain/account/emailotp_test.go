package account_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/account"
)

// In the place of a hash there is a hash, or nothing.
func TestEmailOTPs(t *testing.T) {
	hash := strings.Repeat("0f", 32)
	for _, bad := range []account.EmailOTP{
		{Hash: "123456"}, {Hash: hash[1:]}, {Hash: hash + "0"}, {Hash: strings.ToUpper(hash)}, {Hash: hash[1:] + "g"},
		{Hash: hash + "\n"}, {Hash: strings.Repeat("٣", 32)}, {LastSentTo: strings.Repeat("é", 512)},
	} {
		if err := bad.Check(); !errors.Is(err, account.ErrEmailOTP) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	for _, good := range []account.EmailOTP{{}, {Hash: hash}, {LastSentTo: strings.Repeat("é", 511)}} {
		if err := good.Check(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
}

// To the second in which a code is due, and for each reason why none is.
func TestSignInMethods(t *testing.T) {
	now := time.Unix(1e9, 0)
	due := account.User{EmailConfirmed: true, LastLogin: now, EmailOTP: account.EmailOTP{RequiredAfter: now}}
	for name, c := range map[string]struct {
		rollout bool
		change  func(*account.User)
		want    account.FactorType
	}{
		"not rolled out":         {false, func(*account.User) {}, ""},
		"never enrolled":         {true, func(u *account.User) { u.EmailOTP.RequiredAfter = time.Time{} }, ""},
		"a second too early":     {true, func(u *account.User) { u.EmailOTP.RequiredAfter = now.Add(time.Second) }, ""},
		"an unconfirmed address": {true, func(u *account.User) { u.EmailConfirmed = false }, ""},
		"the first sign-in":      {true, func(u *account.User) { u.LastLogin = time.Time{} }, ""},
		"the first sign-in of an account that an admin made": {true, func(u *account.User) { u.LastLogin, u.CreatedBy = time.Time{}, 7 }, account.FactorEmail},
		"the first sign-in after an invitation was accepted": {true, func(u *account.User) {
			u.LastLogin, u.CreatedBy, u.ConfirmedBy = time.Time{}, 7, account.ByUser
		}, ""},
		"the first sign-in after an admin confirmed the address": {true, func(u *account.User) {
			u.LastLogin, u.ConfirmedBy = time.Time{}, account.ByAdmin
		}, account.FactorEmail},
		"the first sign-in of staff": {true, func(u *account.User) { u.LastLogin, u.Role = time.Time{}, account.RoleAdmin }, account.FactorEmail},
		"due":                        {true, func(*account.User) {}, account.FactorEmail},
		"a factor of their own":      {true, func(u *account.User) { u.Factors = account.Held(account.FactorSMS) }, account.FactorSMS},
		"that one alone":             {false, func(u *account.User) { u.Factors = account.Held(account.FactorSMS) }, account.FactorSMS},
	} {
		u := due
		c.change(&u)
		if got := u.SignInMethods(c.rollout, now).First(); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
