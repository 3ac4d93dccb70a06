package account_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/account"
)

// What is stored is the canonical form, and it is bounded by size and depth. Both members have the
// same rules, and each is named by its refusals.
func TestObjects(t *testing.T) {
	filled := func(n int) string { return `{"a":"` + strings.Repeat("x", n-len(`{"a":""}`)) + `"}` }
	for _, c := range []struct{ name, typed, stored, code string }{
		{"4,097 bytes", filled(4097), "", "FIELD_too_large"},
		{"4,097 bytes, escaped", `{"a":"` + strings.Repeat(`\u0001`, 700) + `"}`, "", "FIELD_too_large"},
		{"five levels", `{"a":{"b":{"c":{"d":{}}}}}`, "", "too_deep"},
		{"five levels of lists", `{"a":[[[[]]]]}`, "", "too_deep"},
		{"10,000 levels", `{"a":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + `}`, "", "too_deep"},
		{"54 bits", `{"a":9007199254740993}`, "", "number_too_large"},
		{"54 bits, negative", `{"a":[-9007199254740993]}`, "", "number_too_large"},
		{"no number of floating point", `{"a":1e999}`, "", "number_too_large"},

		{"4,096 bytes", filled(4096), filled(4096), ""},
		{"blanks do not count", strings.Replace(filled(4000), ":", ":"+strings.Repeat(" ", 4000), 1), filled(4000), ""},
		{"four levels", `{"a":{"b":[{}]}}`, `{"a":{"b":[{}]}}`, ""},
		{"order, escapes and numbers", `{"b":1.0,"a":"\u00e9\/","c":1E2}`, `{"a":"é/","b":1,"c":100}`, ""},
		{"53 bits", `{"a":9007199254740991,"b":1e300}`, `{"a":9007199254740991,"b":1e+300}`, ""},
		{"an empty one", `{}`, `{}`, ""},
		{"none", ``, ``, ""},
	} {
		for _, field := range []string{"profile", "metadata"} {
			profile, metadata := account.Object(c.typed), account.Object("")
			if field == "metadata" {
				profile, metadata = metadata, profile
			}
			d, reasons := account.Draft{}.WithObjects(profile, metadata)
			want := ""
			if c.code != "" {
				want = field + ": " + strings.Replace(c.code, "FIELD", field, 1)
			}
			if got := codes(reasons); got != want || string(d.Profile+d.Metadata) != c.stored {
				t.Errorf("%s: %q, %.80q", c.name, got, d.Profile+d.Metadata)
			}
		}
	}
}

// The metadata is the admins': a user may not clear it either. Nobody needs proof for either.
func TestWhoChangesObjects(t *testing.T) {
	before := account.User{Username: "mary", Profile: `{"a":1}`, Metadata: `{"plan":"gold"}`, Role: account.RoleUser, Status: account.Active}
	none, other := account.Object(""), account.Object(`{"b": 2}`)
	for _, c := range []struct {
		name              string
		change            account.Change
		admin             bool
		code              string
		profile, metadata account.Object
	}{
		{"a user, metadata", account.Change{Metadata: &other}, false, "admin_only", before.Profile, before.Metadata},
		{"a user clears metadata", account.Change{Profile: &other, Metadata: &none}, false, "admin_only", before.Profile, before.Metadata},
		{"a user, profile", account.Change{Profile: &other}, false, "", `{"b":2}`, before.Metadata},
		{"a user clears the profile", account.Change{Profile: &none}, false, "", "", before.Metadata},
		{"an admin, both", account.Change{Profile: &none, Metadata: &other}, true, "", "", `{"b":2}`},
	} {
		next, proof, err := c.change.Apply(before, c.admin, time.Now())
		code := ""
		if err != nil {
			code = err.Error()
		}
		if code != c.code || proof != account.NoProof || next.Profile != c.profile || next.Metadata != c.metadata || account.NeedsFreshSession(before, next) {
			t.Errorf("%s: %q, %+v", c.name, code, next)
		}
	}
}
