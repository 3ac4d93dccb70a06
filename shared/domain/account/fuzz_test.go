package account_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"latchkey/infra/testing/refusal"
	"latchkey/shared/domain/account"
)

// A name has one form, however it was typed and however often it is brought into form. What is accepted is
// ASCII, short, and finds its account by the way in which people sign in.
func FuzzNames(f *testing.F) {
	for _, typed := range []string{
		"", "@", "mary", " Mary\u200b ", "007", "m\u00ad", "K", "Mary@Example.com", "a@bücher.example", "a@xn--bcher-kva.example", "a@ex＠ample.com",
		"a@b。example", "a@\u00ad.example", "\xff@\xff.example", strings.Repeat("é", 130), strings.Repeat("a", 254) + " x", "a@" + strings.Repeat("ü", 200) + ".example",
		strings.Repeat("a", 64) + "@" + strings.Repeat("b", 60) + ".example", "a@[127.0.0.1]", "\"a b\"@c.example", "a@b@c.example", "mary\x00", "\u202eyram",
	} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for kind, canonical := range map[string]func(string) string{
			"a name": account.CanonicalName, "a username": account.CanonicalUsername, "an address": account.CanonicalEmail,
		} {
			form := canonical(typed)
			if again := canonical(form); again != form || len(form) > account.NameLimit {
				t.Errorf("%s: %q is %q, and that is %q", kind, typed, form, again)
			}
		}
		username, email := account.CanonicalUsername(typed), account.CanonicalEmail(typed)
		refusal.Reasons(t, account.CheckUsername(username), "username")
		refusal.Reasons(t, account.CheckEmail(email), "email")
		if account.CheckUsername(username) == nil && (len(username) > 32 || strings.Contains(username, "@") || account.CanonicalName(typed) != username) {
			t.Errorf("%q becomes the username %q", typed, username)
		}
		if account.CheckEmail(email) == nil && (len(email) > 254 || strings.ContainsAny(email, " \r\n,;<>\x00") || account.CanonicalName(typed) != email) {
			t.Errorf("%q becomes the address %q", typed, email)
		}
		local, _, _ := strings.Cut(email, "@")
		if shown := account.Mask(email); utf8.RuneCountInString(local) > 1 && !strings.Contains(local, "*") && strings.HasPrefix(shown, local) {
			t.Errorf("%q is shown as %q", email, shown)
		}
	})
}

// An id has one spelling, and none that floating point would change.
func FuzzIDs(f *testing.F) {
	for _, s := range []string{"", "0", "1", "+1", "01", " 1", "-1", "1e3", "9007199254740991", "9007199254740992", "٣", "1\n", "18446744073709551617"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, ok := account.ParseID(s)
		if ok && (id.String() != s || id < 1 || int64(float64(id)) != int64(id) || int64(id) >= 1<<53) {
			t.Errorf("%q is the id %d", s, id)
		}
	})
}

// An object is stored in one form, of a bounded size, and says the same as what was sent.
func FuzzObjects(f *testing.F) {
	for _, o := range []string{
		`{}`, ``, `[]`, `null`, `{"a":{"b":{"c":{}}}}`, `{"a":{"b":{"c":{"d":1}}}}`, `{"b":1.0,"a":[1E2,-0,0.1]}`, `{"a":9007199254740993}`, `{"a":1e400}`,
		`{"a":1,"a":2}`, `{"\u0061":1,"a":2}`, `{"a":"\ud800"}`, "{\"a\":\"\xff\"}", `{"é":"\u00e9\/"}`, `{"a":` + strings.Repeat("[", 2000), `{"a":1}{}`, "{\"\u2028\":\"\\u0000\"}",
	} {
		f.Add(o)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		d, reasons := account.Draft{}.WithObjects(account.Object(typed), account.Object(typed))
		refusal.Reasons(t, reasons, "profile", "metadata")
		if len(reasons) > 0 || typed == "" {
			return
		}
		stored := string(d.Profile)
		again, reasons := account.Draft{}.WithObjects(d.Profile, d.Metadata)
		if len(reasons) > 0 || string(again.Profile) != stored || again.Metadata != d.Profile || len(stored) > 4<<10 || !utf8.ValidString(stored) {
			t.Errorf("%q is stored as %q, and that as %q: %v", typed, stored, again.Profile, reasons)
		}
		var sent, kept any
		if json.Unmarshal([]byte(typed), &sent) != nil || json.Unmarshal([]byte(stored), &kept) != nil || !reflect.DeepEqual(sent, kept) {
			t.Errorf("%q is stored as %q", typed, stored)
		}
	})
}
