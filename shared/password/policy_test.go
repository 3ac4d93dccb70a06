package password

import (
	"sort"
	"strings"
	"testing"
	"unicode/utf8"
)

var policy = Policy{MinLength: 15}

func TestPolicy(t *testing.T) {
	for _, c := range []struct{ name, password, want string }{
		{"empty", "", "required"},
		{"R-01: 14 code points", "fourteen chars", "password_too_short"},
		{"R-01: 14 emoji of 4 bytes", strings.Repeat("🔑", 14), "password_too_short"},
		{"R-14: 129 code points", strings.Repeat("ab ", 43), "password_too_long"},
		{"R-14: 513 bytes", strings.Repeat("🔑", 128) + "x", "password_too_long"},
		{"R-05: common", "123456789987654321", "password_common"},
		{"R-05: common in capitals", "QWERTY123456789", "password_common"},
		{"R-07: the username over and over", "maryannemaryannemaryanne", "password_context"},
		{"R-07: the e-mail address", "mary@shop.example", "password_context"},
		{"R-07: username, service and digits", "maryanne-latchkey-2026", "password_context"},

		{"R-01: 15 code points", "fifteen chars !", ""},
		{"R-01: 15 emoji", strings.Repeat("🔑", 15), ""},
		{"R-02: 64 code points of 4 bytes", strings.Repeat("🔑🚪", 32), ""},
		{"R-04: lower-case words", "velvet tractor orbit moss", ""},
		{"R-04: only digits", "40918273645500182736", ""},
		{"R-04: only capitals", "QZKWPLMXNVBTRHG", ""},
		{"the username as a small part", "maryanne keeps eleven geese", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, f := range policy.Check("password", c.password, "maryanne", "mary@shop.example") {
				got = f.Code
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// at least 3,000 of the listed passwords satisfy the length rule, and every one that
// is listed is found, wherever it stands in the list.
func TestCommonList(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(commonList, "\n"), "\n")
	if !sort.StringsAreSorted(lines) {
		t.Fatal("the list is not sorted, so the search misses")
	}
	long := 0
	for _, l := range lines {
		if !common(l) {
			t.Errorf("%q is listed and not found", l)
		}
		if common(l + "\x00") {
			t.Errorf("%q is found and not listed", l+"\x00")
		}
		if utf8.RuneCountInString(l) >= 15 {
			long++
		}
	}
	if long < 3000 {
		t.Errorf("only %d have 15 characters or more", long)
	}
}
