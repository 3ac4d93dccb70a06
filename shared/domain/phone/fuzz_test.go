package phone_test

import (
	"regexp"
	"slices"
	"testing"

	"latchkey/infra/testing/refusal"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/phone"
)

var canonical = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// A number has one spelling, however often it is brought into it. Otherwise it would be two accounts'.
func FuzzNumbers(f *testing.F) {
	for _, typed := range []string{
		"", "+", "+1", "+12025550123", " +447700900123 ", "+4407700900123", "+5215512345678", "+525512345678", "+541123456789", "+5491123456789",
		"+52155123456789", "+390612345678", "+870773111632", "+9990000000", "+1900555012345", "+881612345678", "+000000000", "+44 7700 900123", "+１２０２５５５０１２３", "+12025550123;ext=5", "+393471234567", "+5770000000000", "+270000000000",
	} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		number, err := phone.Plan{}.Canonical(typed)
		refusal.Check(t, err, "phone_number")
		if err != nil {
			if number != "" {
				t.Errorf("%q is refused as %q", typed, number)
			}
			return
		}
		again, err := phone.Plan{}.Canonical(number)
		if err != nil || again != number {
			t.Errorf("%q is %q, and that is %q: %v", typed, number, again, err)
		}
		if account.CheckPhoneNumber(number) != nil {
			refusal.Reasons(t, account.CheckPhoneNumber(number), "phone_number")
			return
		}
		spellings := phone.Spellings(number)
		if !canonical.MatchString(number) || !slices.Contains(spellings, number) || len(spellings) > 4 {
			t.Errorf("%q is %q, spelt %q", typed, number, spellings)
		}
		for _, s := range spellings {
			if one, err := (phone.Plan{}).Canonical(s); err == nil && one != number {
				t.Errorf("%q is spelt %q, which is %q", number, s, one)
			}
		}
	})
}
