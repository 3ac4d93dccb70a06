package factor_test

import (
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

var (
	now  = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	old  = now.Add(-30 * 24 * time.Hour)
	week = now.Add(-7 * 24 * time.Hour)
	hour = now.Add(-time.Hour)
	none time.Time // of an act that adds something
)

// A use proves an act by the strongest type that is not too new for it; a second factor of that type which is too new
// proves nothing by the age of the first. A recovery code proves what is no newer than itself, or all after 72 hours.
func TestProves(t *testing.T) {
	mail := account.Factors{Email: old}
	both := mail.With(account.TOTP, week)
	intruder := mail.With(account.TOTP, hour)
	for _, c := range []struct {
		name   string
		held   account.Factors
		use    factor.Use
		target time.Time
		proves bool
	}{
		{"the only one adds", mail, factor.Use{Type: account.FactorEmail, Since: old}, none, true},
		{"the only one removes itself", mail, factor.Use{Type: account.FactorEmail, Since: old}, old, true},
		{"the strongest adds", both, factor.Use{Type: account.TOTP, Since: week}, none, true},
		{"a weaker one does not", both, factor.Use{Type: account.FactorEmail, Since: old}, none, false},
		{"the strongest removes the weaker", both, factor.Use{Type: account.TOTP, Since: week}, old, true},
		{"the weaker does not remove the strongest", both, factor.Use{Type: account.FactorEmail, Since: old}, week, false},
		{"a new one does not remove the old", intruder, factor.Use{Type: account.TOTP, Since: hour}, old, false},
		{"the old one removes the new", intruder, factor.Use{Type: account.FactorEmail, Since: old}, hour, true},
		{"a new one removes itself", intruder, factor.Use{Type: account.TOTP, Since: hour}, hour, true},
		{"a new one of an old type does not remove the old", both, factor.Use{Type: account.TOTP, Since: hour}, week, false},
		{"a new one of an old type does not remove the weaker", both, factor.Use{Type: account.TOTP, Since: hour}, old, false},
		{"a type that is not held", mail, factor.Use{Type: account.TOTP, Since: old}, none, false},
		{"nothing", both, factor.Use{}, none, false},
		{"an old recovery code", both, factor.Use{Type: factor.Recovery, Since: week}, old, true},
		{"a new recovery code adds", both, factor.Use{Type: factor.Recovery, Since: hour}, none, true},
		{"a new recovery code removes what is as new", intruder, factor.Use{Type: factor.Recovery, Since: hour}, hour, true},
		{"a new recovery code does not remove what is old", intruder, factor.Use{Type: factor.Recovery, Since: hour}, old, false},
		{"one of 72 hours does", both, factor.Use{Type: factor.Recovery, Since: now.Add(-72 * time.Hour)}, old, true},
		{"one of a second less does not", both, factor.Use{Type: factor.Recovery, Since: now.Add(time.Second - 72*time.Hour)}, old, false},
	} {
		if err := c.use.Proves(c.held, c.target, now); (err == nil) != c.proves {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
