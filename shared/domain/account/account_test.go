package account_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

func codes(fields []fault.Field) string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Name+": "+f.Code)
	}
	return strings.Join(all, ", ")
}

// what could pass for another name is no name.
func TestUsernames(t *testing.T) {
	const bad = "username: invalid_username"
	for _, c := range []struct{ typed, canonical, want string }{
		{"", "", "username: required"},
		{"ab", "ab", bad}, {strings.Repeat("a", 33), strings.Repeat("a", 33), bad},
		{"-abc", "-abc", bad}, {"a b c", "a b c", bad}, {"abc\x00", "abc\x00", bad}, {"abc\nx", "abc\nx", bad},
		{"аdmin", "аdmin", bad},             // the first letter is Cyrillic
		{"ａｄｍｉｎ", "ａｄｍｉｎ", bad},             // full width
		{"ad\u200bmin", "ad\u200bmin", bad}, // zero width
		{"n\u202eimda", "n\u202eimda", bad}, // right to left
		{"\u212aate", "\u212aate", bad},     // the sign of kelvin
		{"user#1#x", "user#1#x", bad}, {"007", "007", bad}, {" 2304884825299645 ", "2304884825299645", bad}, {"a@b.example", "a@b.example", bad},

		{"Mary.Ann-7_x", "mary.ann-7_x", ""}, {"AMZamz", "amzamz", ""}, {"abc", "abc", ""}, {"007a", "007a", ""}, {"0.7", "0.7", ""},
		{" abc\t", "abc", ""}, {"\u00a0abc\u3000", "abc", ""}, {"\ufeffabc\u200b", "abc", ""}, {"\u202aabc\u202c", "abc", ""},
	} {
		canonical := account.CanonicalUsername(c.typed)
		if got := codes(account.CheckUsername(canonical)); got != c.want || canonical != c.canonical {
			t.Errorf("%q: canonical %q, reasons %q", c.typed, canonical, got)
		}
	}
}

//
func TestEmails(t *testing.T) {
	label := strings.Repeat("x", 63)
	// long has 64 characters before the @, and 201 and some more in all.
	long := func(more int) string {
		return strings.Repeat("a", 64) + "@" + label + "." + label[:more] + "." + label + ".example"
	}
	for _, bad := range []string{
		"a", "@x.example", "a@", "a@x", "a@localhost", "a@[127.0.0.1]", "a@x .example", "a @x.example",
		"bob <a@x.example>", "<a@x.example>", "a@x.example (c)", `"a b"@x.example`, "a@x.example,b@x.example",
		"a@x.example\r\nbcc: v@x.example", "a..b@x.example", ".a@x.example", "a@-x.example", "a@x..example", "a@x.1",
		"ü@x.example", "a@bü cher.example", "a@-ü.example", "a@\u2603\ufe0f\u200d.example", "a@" + strings.Repeat("ü", 100_000) + ".example",
		"a@a@x.example", strings.Repeat("a", 65) + "@x.example",
		"a@" + strings.Repeat("x", 64) + ".example", "a@" + strings.Repeat("x.", 124) + "example",
		strings.Repeat("a@a.a.", 20_000) + "!", long(54),
	} {
		if got := codes(account.CheckEmail(account.CanonicalEmail(bad))); got != "email: invalid_email" {
			t.Errorf("%.60q: %q", bad, got)
		}
	}
	for _, good := range []string{"a@x.example", "Mary.Ann+tag@Mail.X-Y.Example", "o'brien@x.example", "a@xn--bcher-kva.example", long(53)} {
		if got := codes(account.CheckEmail(account.CanonicalEmail(good))); got != "" {
			t.Errorf("%q: %q", good, got)
		}
	}
}

// two spellings of one address are one address, at every door.
func TestCanonicalNames(t *testing.T) {
	for typed, want := range map[string]string{
		"A@Ex.COM": "a@ex.com", " jeff@corp.example\u00a0": "jeff@corp.example", "\u200bJeff@corp.example\n": "jeff@corp.example",
		"me@bücher.example": "me@xn--bcher-kva.example", "ME@BÜCHER.example": "me@xn--bcher-kva.example", "me@bu\u0308cher.example": "me@xn--bcher-kva.example",
		"me@xn--BCHER-kva.example": "me@xn--bcher-kva.example", "me@straße.example": "me@xn--strae-oqa.example", "me@ｇｍａｉｌ.example": "me@gmail.example",
		"me@例え。テスト": "me@xn--r8jz45g.xn--zckzah", " Mary ": "mary", "MARY": "mary",
	} {
		if got := account.CanonicalName(typed); got != want || account.CanonicalName(got) != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
	if long := account.CanonicalName(strings.Repeat("a", 1000)); len(long) != account.NameLimit {
		t.Errorf("%d bytes", len(long))
	}
}

//
func TestPhoneNumbers(t *testing.T) {
	for number, want := range map[string]string{
		"447700900123": "invalid_phone_number", "+0447700900123": "invalid_phone_number", "+44 7700 900123": "invalid_phone_number",
		"+4477": "invalid_phone_number", "+4477009001234567": "invalid_phone_number", "+44770090012٣": "invalid_phone_number",
		"+881612345678": "unsupported_phone_number", "+19005550123": "unsupported_phone_number", "+97912345678": "unsupported_phone_number",
		"": "invalid_phone_number", "+447700900123": "", "+12025550123": "",
	} {
		got := ""
		for _, f := range account.CheckPhoneNumber(number) {
			got = f.Code
		}
		if got != want {
			t.Errorf("%q: %q, want %q", number, got, want)
		}
	}
}

func TestIDs(t *testing.T) {
	for _, bad := range []string{"", "0", "-1", "+1", "01", "1.0", "1e3", " 1", "me", "9007199254740992", "18446744073709551617"} {
		if id, ok := account.ParseID(bad); ok {
			t.Errorf("%q is read as %v", bad, id)
		}
	}
	for range 1000 {
		id, err := account.NewID(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if back, ok := account.ParseID(id.String()); !ok || back != id || float64(id) != float64(int64(float64(id))) {
			t.Fatalf("%v reads back as %v", id, back)
		}
	}
}

func TestMaskShowsNoMoreThanItsOwnerNeeds(t *testing.T) {
	for given, want := range map[string]string{
		"mary@x.example": "m***@x.example", "m@x.example": "m***@x.example", "+447700900123": "+44***23", "+1234567": "+12***67", "+123456": "***", "+1202": "***",
	} {
		if got := account.Mask(given); got != want {
			t.Errorf("%q: %q", given, got)
		}
	}
}

func TestResetGrants(t *testing.T) {
	now := time.Unix(1e9, 0)
	for name, c := range map[string]struct {
		grant account.ResetGrant
		want  bool
	}{
		"none":                     {account.ResetGrant{}, false},
		"of before there were ids": {account.ResetGrant{Hash: "h", Expires: now.Add(time.Second)}, false},
		"without a code":           {account.ResetGrant{ID: "i", Expires: now.Add(time.Second)}, false},
		"expired":                  {account.ResetGrant{ID: "i", Hash: "h", Expires: now}, false},
		"valid":                    {account.ResetGrant{ID: "i", Hash: "h", Expires: now.Add(time.Second)}, true},
	} {
		if got := c.grant.Valid(now); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// Proven is what was confirmed, and nothing that was there before or is to come.
func TestProven(t *testing.T) {
	u := account.User{Email: "mary@x.example", PhoneNumber: "+447700900123"}
	confirmed := u
	confirmed.EmailConfirmed, confirmed.PhoneConfirmed = true, true
	for _, c := range []struct {
		user    account.User
		channel account.Channel
		to      string
		want    bool
	}{
		{u, account.Email, u.Email, false},
		{u, account.SMS, u.PhoneNumber, false},
		{confirmed, account.Email, "other@x.example", false},
		{confirmed, account.SMS, "+447700900124", false},
		{confirmed, account.Email, u.PhoneNumber, false},
		{confirmed, account.Email, u.Email, true},
		{confirmed, account.SMS, u.PhoneNumber, true},
	} {
		if got := c.user.Proven(c.channel, c.to); got != c.want {
			t.Errorf("%s %s, confirmed %t: %t", c.channel, c.to, c.user.EmailConfirmed, got)
		}
	}
}
