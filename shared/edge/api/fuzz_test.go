package api

import (
	"encoding/json"
	"math/big"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/infra/testing/refusal"
	"latchkey/shared/domain/account"
)

// An integer is read as arithmetic without rounding reads it, or not at all.
func FuzzIntegers(f *testing.F) {
	for _, text := range []string{
		"0", "-0", "1", "1.0", "1e0", "10e-1", "1E+2", "0.1e1", "123456789012345.6e1", "9007199254740991", "9007199254740992", "-9007199254740991", "9007199254740991.0000000000000000001",
		"1e15", "1e16", "1e-1", "0e999999999999999999999", "1e9223372036854775807", "1e-9223372036854775808", "100000000000000000000e-20", "0.000000000000000000001e21",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) || strings.Trim(text, "0123456789+-.eE") != "" {
			return // the decoder gives nothing else
		}
		n, ok := integer(text)
		_, exponent, _ := strings.Cut(strings.ToLower(text), "e")
		if e, err := strconv.Atoi(exponent); exponent != "" && (err != nil || e > 400 || e < -400) {
			return // too large to compute without rounding
		}
		exact, valid := new(big.Rat).SetString(text)
		limit := new(big.Rat).SetInt64(1 << 53)
		want := valid && exact.IsInt() && new(big.Rat).Abs(exact).Cmp(limit) < 0
		if ok != want || ok && exact.Cmp(new(big.Rat).SetInt64(n)) != 0 {
			t.Errorf("%s is read as %d, %v", text, n, ok)
		}
	})
}

// A cursor goes on behind whatever it was made for, and nobody but the service makes one.
func FuzzCursors(f *testing.F) {
	c, err := NewCursors("a secret", "users")
	if err != nil {
		f.Fatal(err)
	}
	whole := *c.Next("mary")
	for _, s := range []string{"", "mary", whole, whole + "A", whole + "=", whole[:5] + "\n" + whole[5:], whole[:22], "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if after, ok := c.open(s); ok && *c.Next(after) != s {
			t.Errorf("%q is a cursor after %q", s, after)
		}
		if next := c.Next(s); next != nil {
			if after, ok := c.open(*next); !ok || after != s {
				t.Errorf("a cursor after %q is one after %q", s, after)
			}
		}
	})
}

// The headers have one token, or are refused as the caller's fault.
func FuzzAuthorization(f *testing.F) {
	for _, h := range [][2]string{
		{"", ""}, {"Bearer x", ""}, {"bearer  x ", ""}, {"Bearer", "x"}, {"Bearer ", ""}, {"Basic x", ""}, {"Basic x", "y"}, {"Bearer x", "y"}, {"Bearer\tx", ""}, {"Bearer x y", ""}, {" Bearer x,Bearer y", ""}, {"\x00", "\xff"},
	} {
		f.Add(h[0], h[1])
	}
	f.Fuzz(func(t *testing.T, authorization, private string) {
		given, err := sentToken(map[string]string{"authorization": authorization, "private-token": private})
		refusal.Check(t, err)
		if (err == nil) != (given != "") {
			t.Errorf("%q and %q give %q, %v", authorization, private, given, err)
		}
		if given != "" && given != private && !strings.Contains(authorization, given) {
			t.Errorf("%q and %q give %q", authorization, private, given)
		}
	})
}

// What the authorizer did not say is nobody's: a garbled context signs no one in.
func FuzzCallers(f *testing.F) {
	for _, c := range [][5]string{
		{"", "", "", "", ""}, {"7", "admin", "2026-11-21T12:00:00Z", "", ""}, {"07", "admin", "2026-11-21T12:00:00Z", "", ""}, {"7", "admin", "now", "", ""}, {"7", "", "2026-11-21T12:00:00Z", "x", ""},
		{"7", "admin", "2026-11-21T12:00:00Z", "invalid_session", ""}, {"7", "admin", "2026-11-21T12:00:00Z", "", "-1"}, {"", "", "", "", "9"},
	} {
		f.Add(c[0], c[1], c[2], c[3], c[4])
	}
	f.Fuzz(func(t *testing.T, id, role, at, refused, key string) {
		e := Event{RequestContext: events.APIGatewayV2HTTPRequestContext{Authorizer: &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			Lambda: map[string]any{"user_id": id, "role": role, "signed_in_at": at, "refused": refused, "service_key": key},
		}}}
		c, err := authorizedCaller(e)
		if err != nil {
			if c != (Caller{}) {
				t.Errorf("%+v beside %v", c, err)
			}
			return
		}
		user, service := c.UserID != 0 && c.UserID.String() == id && key == "", c.ServiceKey != 0 && account.ID(c.ServiceKey).String() == key
		if user == service || refused != "" {
			t.Errorf("%q, %q, %q sign in %+v", id, key, refused, c)
		}
	})
}

// An address that somebody else names for a client is one address, or the request is refused.
func FuzzAddresses(f *testing.F) {
	for _, address := range []string{"", "203.0.113.7", "::ffff:203.0.113.7", "fe80::1%eth0", "1.2.3.4, 5.6.7.8", "1.2.3.4\n", "[::1]", "0x7f.1", "1.2.3.04", "\x00"} {
		f.Add("secret", address)
		f.Add("wrong", address)
	}
	f.Fuzz(func(t *testing.T, secret, address string) {
		event := func(of, in string) Event {
			e := Event{Headers: map[string]string{of: secret, in: address}}
			e.RequestContext.HTTP.SourceIP = "192.0.2.1"
			return e
		}
		e, named, err := backend{[]string{"secret"}}.check(event(BackendSecretHeader, ClientAddressHeader))
		checkNamed(t, e, err, named == (err == nil) && (secret == "secret" || err != nil))
		e, err = edgeProxy{"secret"}.check(event(OriginSecretHeader, ViewerAddressHeader))
		checkNamed(t, e, err, secret == "secret" || err != nil)
	})
}

func checkNamed(t *testing.T, e Event, err error, right bool) {
	t.Helper()
	refusal.Check(t, err)
	if _, no := netip.ParseAddr(e.RequestContext.HTTP.SourceIP); no != nil || !right {
		t.Errorf("from %q: %v", e.RequestContext.HTTP.SourceIP, err)
	}
}
