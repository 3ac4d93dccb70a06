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
		{"R-05: repeated", "iloveyouiloveyou", "password_common"},
		{"R-05: repeated and cut off", "iloveyouiloveyouilove", "password_common"},
		{"R-05: cut off at the beginning", "youiloveyouiloveyou", "password_common"},
		{"R-05: repeated with blanks", "Monkey monkey monkey", "password_common"},
		{"R-05: filled up with digits", "Password12345678", "password_common"},
		{"R-05: listed, and more digits", "qwertyuiop123456", "password_common"},
		{"R-05: digits first", "2026-07-14-sunshine", "password_common"},
		{"R-05: on both sides", "!!!!!Princess!!!!!", "password_common"},
		{"R-05: repeated and filled up", "dragon1dragon1dragon1", "password_common"},
		{"R-05: digits over and over", "11021992-11021992", "password_common"},
		{"R-05: in wide letters", "Ｐａｓｓｗｏｒｄ12345678", "password_common"},
		{"R-05: with characters that cannot be seen", "pass\u200bword\u200b12345678", "password_common"},
		{"15 spaces", strings.Repeat(" ", 15), "password_blank"},
		{"15 zero-width spaces", strings.Repeat("\u200b", 15), "password_blank"},
		{"15 no-break spaces", strings.Repeat("\u00a0", 15), "password_blank"},
		{"Hangul fillers", strings.Repeat("\u3164", 15), "password_blank"},
		{"empty Braille", strings.Repeat("\u2800", 15), "password_blank"},
		{"NULs", strings.Repeat("\x00", 15), "password_blank"},
		{"all sorts of nothing", strings.Repeat(" \u200b\u00a0\t\u2003\ufeff\u00ad", 3), "password_blank"},
		{"R-01: a letter and 14 spaces", "a" + strings.Repeat(" ", 14), "password_too_short"},
		{"R-01: two letters, wide apart", "a" + strings.Repeat(" ", 20) + "b", "password_too_short"},
		{"R-01: 14 letters, and invisible ones", "velvettractors\u200b\u200b", "password_too_short"},
		{"R-01: 5 halves, 15 when normalised", "½½½½½", "password_too_short"},
		{"R-01: one that NFKC makes 18 of", "\ufdfa", "password_too_short"},
		{"R-01: ligatures and numerals", "ﬃﬃﬃⅧⅧ", "password_too_short"},
		{"R-01: 15 typed, 8 when composed", "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301x", "password_too_short"},
		{"R-14: 129 when normalised", strings.Repeat("½", 43), "password_too_long"},
		{"R-07: the username, cut off", "maryannemaryannemar", "password_context"},
		{"R-07: cut off at the beginning", "annemaryannemaryanne", "password_context"},
		{"R-07: the username over and over", "maryannemaryannemaryanne", "password_context"},
		{"R-07: the e-mail address", "mary@shop.example", "password_context"},
		{"R-07: username, service and digits", "maryanne-latchkey-2026", "password_context"},

		{"R-01: 15 code points", "fifteen chars !", ""},
		{"R-01: words with single spaces", "one two six ten", ""},
		{"R-01: 14 letters, and a sign that can be seen", "velvettractors\u0600", ""},
		{"R-02, R-14: 128 code points", strings.Repeat("ab ", 42) + "ab", ""},
		{"R-14: 512 bytes", strings.Repeat("🔑", MaxBytes/4), ""},
		{"42 halves", strings.Repeat("½", 42), ""},
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

// Good passwords that have a listed one in them, or look like one.
func TestNoFalseAlarms(t *testing.T) {
	for _, good := range []string{
		"velvet tractor orbit moss", "a kettle of seven grey herons", "eleven geese cross the yard", "correct horse battery staple",
		"password is what I forgot", "my monkey eats 14 bananas", "dragon and princess dance", "sunshine after the football",
		"princess football sunshine butterfly", "master the shadow hunter", "killer whales sing at 4 am", "iloveyou but not mondays",
		"qwerty is not a keyboard for me", "letmein said the wolf twice", "jordan river runs dry in 2026", "abc123 was my first one, 1998",
		"The harley in my garage rusts", "batman 4 robin 7 joker 9", "football-tango-whiskey-9", "trustno1 except the gardener",
		"summer in Lisbon, winter in Oslo", "Liverpool lost 4:1 to Leeds", "charlie ate 3 apples & a pear", "michelle's cat is named Otto",
		"computer says no, human says yes", "superman's laundry day is Tuesday", "welcome2the-jungle-of-forms", "baseball bat, cricket ball",
		"40918273645500182736", "90210 17 4438 0021 55 8316", "3141592653589793238", "8f3a91c07bd24e56", "kV9$mq2!Tz7#Lw4@", "QZKWPLMXNVBTRHG",
		"xK7-pLq9-Zr2m-Tb4w", "0b7c3e52-9d41-4c88-a6f0", "schöne Grüße aus Köln", "mật khẩu của tôi dài", "비밀번호를 절대로 잊지 마세요", "я люблю старые корабли",
		"パスワードは長いほうがいいですね", "🔑🚪🐈🌧️🚲🍞🧭📯🪵🧵🪁🎻🦔🍁🧊⚓", "drei Chinesen mit dem Kontrabass", "la vache qui rit pleure aussi", "il gatto 8 gira intorno",
		"monkey dragon shadow master", "maryanne keeps eleven geese", "mary had a little lambda", "my latchkey is under the mat", "anne of green gables 1908",
	} {
		if got := policy.Check("password", good, "maryanne", "mary@shop.example"); got != nil {
			t.Errorf("%q: %+v", good, got)
		}
	}
}

// The longest password is searched in a moment: it is looked at before any hash is paid for.
func TestSearchIsBounded(t *testing.T) {
	if common(strings.Repeat("zaq1", 32)+"ж") || common(strings.Repeat("x1", 64)) {
		t.Error("a long one is found and not listed")
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
		if listed(l + "\x00") {
			t.Errorf("%q is found and not listed", l+"\x00")
		}
		if len(l) < shortestListed || len(l) > longestListed {
			t.Errorf("%q has a length that is not looked for", l)
		}
		if utf8.RuneCountInString(l) >= 15 {
			long++
		}
	}
	if long < 3000 {
		t.Errorf("only %d have 15 characters or more", long)
	}
}

// words of three letters count, and shorter ones do not.
func TestShortContextWords(t *testing.T) {
	for word, want := range map[string]int{"zqx": 1, "zq": 0} {
		if got := policy.Check("password", strings.Repeat(word, 8), word); len(got) != want || want == 1 && got[0].Code != "password_context" {
			t.Errorf("%s: %+v", word, got)
		}
	}
}

// what is compared has the length of what may be set.
func TestCheckPresent(t *testing.T) {
	for password, want := range map[string]string{
		"": "required", strings.Repeat("x", MaxBytes+1): "password_too_long",

		strings.Repeat("x", MaxBytes): "", "x": "",
	} {
		got := ""
		for _, f := range CheckPresent("password", password) {
			got += f.Code
		}
		if got != want {
			t.Errorf("%d bytes: %q, want %q", len(password), got, want)
		}
	}
}
