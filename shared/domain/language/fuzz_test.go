package language_test

import (
	"strings"
	"testing"

	"latchkey/infra/testing/refusal"
	"latchkey/shared/domain/language"
)

// A tag has one form, and what a browser says it likes is one, or nothing.
func FuzzTags(f *testing.F) {
	for _, typed := range []string{
		"", "en", "EN-gb", "ji", "und", "mul", "x-private", "de-DE-1996-u-co-phonebk", "zh-Hant-TW", "sr_Latn", "no-bok", "i-klingon", "art-lojban", "en-\x00",
		"de;q=0.5, fr", "*", "en-GB-oed", "cmn-TW", strings.Repeat("en,", 300), "en;q=x", "de-1901-1996", "en-u-rg-uszzzz-va-posix", "nb-NO-u-nu-latn-t-en",
	} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		tag, err := language.Canonical(typed)
		refusal.Check(t, err, "language")
		if err == nil {
			if again, err := language.Canonical(tag); err != nil || again != tag {
				t.Errorf("%q is %q, and that is %q: %v", typed, tag, again, err)
			}
		}
		likes := language.Preferred(typed, "none")
		if likes == "none" {
			return
		}
		if again, err := language.Canonical(likes); err != nil || again != likes {
			t.Errorf("of %q, %q is chosen, which is %q: %v", typed, likes, again, err)
		}
	})
}
