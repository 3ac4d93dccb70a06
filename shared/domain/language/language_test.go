package language_test

import (
	"strings"
	"testing"

	"latchkey/shared/domain/language"
)

func TestCanonical(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", " ": "", "english": "", "e": "", "en_": "", "und": "", "mul": "", "*": "", "x-klingon": "", "zz": "", "en-ZZZZZZZZZ": "",
		"en\r\nBcc: a@x.example": "", "en-" + strings.Repeat("u-ca-buddhist-", 3): "",

		"en": "en", "EN": "en", "en-gb": "en-GB", "pt-br": "pt-BR", "ji": "yi", "zh-hant-tw": "zh-Hant-TW", "de-CH-1996": "de-CH-1996", "sr-Latn": "sr-Latn",
	} {
		got, err := language.Canonical(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%.40q: %q, %v", typed, got, err)
		}
	}
}

func TestPreferred(t *testing.T) {
	for header, want := range map[string]string{
		"": "fr", "*": "fr", "nonsense;;q": "fr", "en;q=0": "fr", strings.Repeat("en,", 100) + "en": "fr",

		"de": "de", "de-CH, en;q=0.5": "de-CH", "en;q=0.5, de-AT;q=0.9": "de-AT", "*, pt-br;q=0.1": "pt-BR", "ar-EG-u-nu-latn": "ar-EG",
	} {
		if got := language.Preferred(header, "fr"); got != want {
			t.Errorf("%.40q: %q, want %q", header, got, want)
		}
	}
}
