package language_test

import (
	"strings"
	"testing"

	"latchkey/shared/domain/language"
)

func TestCanonical(t *testing.T) {
	const tag35 = "en-x-abcdefgh-abcdefgh-abcdefgh-abc"
	for typed, want := range map[string]string{
		"": "", " ": "", "english": "", "e": "", "en_": "", "und": "", "mul": "", "*": "", "x-klingon": "", "zz": "", "en-ZZZZZZZZZ": "",
		"en\r\nBcc: a@x.example": "", "en-" + strings.Repeat("u-ca-buddhist-", 3): "", tag35 + "d": "",

		"en": "en", "EN": "en", "en-gb": "en-GB", "pt-br": "pt-BR", "ji": "yi", "zh-hant-tw": "zh-Hant-TW", "de-CH-1996": "de-CH-1996", "sr-Latn": "sr-Latn", tag35: tag35,
	} {
		got, err := language.Canonical(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%.40q: %q, %v", typed, got, err)
		}
	}
}

func TestPreferred(t *testing.T) {
	header256 := "sr-Latn" + strings.Repeat(",en", 83)
	for header, want := range map[string]string{
		"": "fr", "*": "fr", "nonsense;;q": "fr", "en;q=0": "fr", header256 + " ": "fr",

		"de": "de", "de-CH, en;q=0.5": "de-CH", "en;q=0.5, de-AT;q=0.9": "de-AT", "*, pt-br;q=0.1": "pt-BR", "ar-EG-u-nu-latn": "ar-EG", header256: "sr-Latn",
	} {
		if got := language.Preferred(header, "fr"); got != want {
			t.Errorf("%.40q: %q, want %q", header, got, want)
		}
	}
}

// A language that is given has to be one, also an empty one.
func TestChosen(t *testing.T) {
	typed := func(s string) *string { return &s }
	for _, c := range []struct {
		typed   *string
		want    string
		refused bool
	}{
		{typed(""), "", true},
		{typed("english"), "", true},
		{typed("pt-br"), "pt-BR", false},
		{nil, "de", false},
	} {
		if got, err := language.Chosen(c.typed, "de"); got != c.want || (err != nil) != c.refused {
			t.Errorf("%v: %q, %v", c.typed, got, err)
		}
	}
}
