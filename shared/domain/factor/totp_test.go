package factor_test

import (
	"bytes"
	"net/url"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

var rfcSecret = []byte("12345678901234567890")

// RFC 6238, appendix B, the rows of SHA-1: the last six of the eight digits.
func TestVectors(t *testing.T) {
	for seconds, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		now := time.Unix(seconds, 0)
		at, right, err := factor.MatchTOTP(rfcSecret, code, now, 0)
		if err != nil || !right || at != seconds/30 {
			t.Errorf("%d: %d %v %v", seconds, at, right, err)
		}
		if _, right, err := factor.MatchTOTP(rfcSecret, code, now, at); err != nil || right {
			t.Errorf("%d: right twice, %v", seconds, err)
		}
	}
}

// One step either way is right, and no other; of those, none that is not later than the last one.
func TestSteps(t *testing.T) {
	const code, step = "081804", 1111111109 / 30 // shown from the 1111111080th second to the 1111111109th
	for _, c := range []struct {
		name  string
		now   int64
		last  int64
		right bool
	}{
		{"two steps early", 1111111080 - 31, 0, false},
		{"the step before", 1111111080 - 30, 0, true},
		{"its first second", 1111111080, 0, true},
		{"its last second", 1111111109, 0, true},
		{"the step after", 1111111109 + 30, 0, true},
		{"the step after next", 1111111109 + 31, 0, false},
		{"one before was the last", 1111111109, step - 1, true},
		{"it was the last", 1111111109, step, false},
		{"a later one was the last", 1111111109, step + 1, false},
	} {
		at, right, err := factor.MatchTOTP(rfcSecret, code, time.Unix(c.now, 0), c.last)
		if err != nil || right != c.right || right && at != step {
			t.Errorf("%s: %d %v %v", c.name, at, right, err)
		}
	}
	for _, code := range []string{"", "81804", "0081804", "08180a", "０８１８０４"} {
		if _, right, _ := factor.MatchTOTP(rfcSecret, code, time.Unix(1111111109, 0), 0); right {
			t.Errorf("%q is right", code)
		}
	}
}

// A service can have any name. Apps split at the first colon, and show a plus sign where they find one.
func TestURI(t *testing.T) {
	uri, err := url.Parse(factor.URI("R&D: Ünits+1", "mary.ann", rfcSecret))
	if err != nil {
		t.Fatal(err)
	}
	q := uri.Query()
	if uri.Scheme != "otpauth" || uri.Host != "totp" || uri.EscapedPath() != "/R%26D%3A%20%C3%9Cnits%2B1:mary.ann" || q.Get("issuer") != "R&D: Ünits+1" {
		t.Errorf("%s", uri)
	}
	if q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || q.Get("algorithm") != "SHA1" || q.Get("digits") != "6" || q.Get("period") != "30" || len(q) != 5 {
		t.Errorf("%v", q)
	}
}

// A secret is read in the item it was written in, and under its key, alone.
func TestSecret(t *testing.T) {
	key, err := factor.NewKey("a secret of the tests")
	other, otherErr := factor.NewKey("another secret of the tests")
	if err != nil || otherErr != nil {
		t.Fatal(err, otherErr)
	}
	f := factor.Factor{ID: "phone", UserID: 7, Type: account.TOTP}
	if f.Secret, err = key.Encrypt(f.UserID, f.ID, rfcSecret); err != nil || bytes.Contains([]byte(f.Secret), rfcSecret) {
		t.Fatal(f.Secret, err)
	}
	now := time.Unix(1111111109, 0)
	if use, right, err := key.Match(f, "081804", now); err != nil || !right || use.ID != "phone" || use.Step != 1111111109/30 {
		t.Errorf("%+v %v %v", use, right, err)
	}
	ofAnother, elsewhere := f, f
	ofAnother.UserID, elsewhere.ID = 8, "tablet"
	for name, c := range map[string]struct {
		key factor.Key
		f   factor.Factor
	}{"another user's": {key, ofAnother}, "another factor's": {key, elsewhere}, "another key": {other, f}} {
		if _, right, err := c.key.Match(c.f, "081804", now); right || err == nil {
			t.Errorf("%s: %v %v", name, right, err)
		}
	}
}
