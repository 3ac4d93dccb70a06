package password

import (
	"strings"
	"testing"

	"latchkey/infra/testing/importedhash"
	"latchkey/infra/testing/refusal"
)

// A stored hash that was garbled is unreadable, or costs no more than what can be imported, and proves no password.
func FuzzStored(f *testing.F) {
	for _, c := range importedhash.All(f) {
		f.Add(c.Hash)
		f.Add(c.Hash[:len(c.Hash)/2])
	}
	f.Add("$argon2id$v=19$m=4294967295,t=4294967295,p=255$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAA" + over + "{SSHA}AAAA")
	f.Fuzz(func(t *testing.T, stored string) {
		d, err := parse(stored)
		if err != nil {
			return
		}
		if again, err := parse(d.String()); err != nil || again.String() != d.String() {
			t.Errorf("%q is written as %q: %v", stored, d, err)
		}
		if d.load() < 1<<10 && d.matches(new(Hasher), "no password of theirs") {
			t.Errorf("%q is a hash of everything", stored)
		}
	})
}

// A password is accepted or refused for a reason, whatever characters it has, and in the same way in each
// form in which keyboards write it.
func FuzzPasswords(f *testing.F) {
	for _, typed := range []string{"", "velvet tractor orbit moss", "un café très serré", "e\u0301" + strings.Repeat("x", 20), strings.Repeat("\u0301", 40), "ﬁﬁﬁﬁﬁﬁﬁﬁ", "\x00\xff", strings.Repeat("password1", 9), "marymarymarymary", strings.Repeat("ﷺ", 20)} {
		f.Add(typed, "mary", "mary@latchkey.example")
	}
	f.Add(strings.Repeat("x", 70_000), strings.Repeat("x", 300), "\xff")
	policy := Policy{MinLength: 15}
	f.Fuzz(func(t *testing.T, typed, username, email string) {
		reasons := policy.Check("password", typed, username, email)
		refusal.Reasons(t, reasons, "password")
		if form := normal(typed); normal(form) != form {
			t.Errorf("%q is %q, and that is %q", typed, form, normal(form))
		}
		if username != "" && len(username) > 14 && typed == username && len(reasons) == 0 {
			t.Errorf("%q is a password, and the name of its user", typed)
		}
	})
}
