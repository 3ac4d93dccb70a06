package passkey_test

import (
	"crypto/rand"
	"slices"
	"testing"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passkey"
)

const app = "android:apk-key-hash:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"

// Where passkeys are asked for is set, or is the public address, and is compared to the letter.
func TestOrigins(t *testing.T) {
	for _, c := range []struct {
		origins, public string
		takes, refuses  []string
	}{
		{"", "https://id.example.com/auth", []string{"https://id.example.com"}, []string{"https://example.com", "https://id.example.com/auth", "http://id.example.com", "https://id.example.com:443", ""}},
		{"", "http://localhost:3000", []string{"http://localhost:3000"}, []string{"http://localhost", "http://127.0.0.1:3000"}},
		{"https://app.example.com," + app, "https://id.example.com", []string{"https://app.example.com", app}, []string{"https://id.example.com", app + "x", "https://APP.example.com"}},
		{"", "", nil, []string{"", "://"}},
	} {
		s := passkey.NewSite("example.com", c.origins, c.public, "Acme")
		for _, origin := range c.takes {
			if !s.Takes(origin) {
				t.Errorf("%+v refuses %s", s, origin)
			}
		}
		for _, origin := range c.refuses {
			if s.Takes(origin) {
				t.Errorf("%+v takes %s", s, origin)
			}
		}
	}
}

// A passkey is for the domain that it was made for. Others are not asked for.
func TestUsable(t *testing.T) {
	s := passkey.NewSite("example.com", "", "https://id.example.com", "Acme")
	of := func(domain string, change func(*factor.Factor)) factor.Factor {
		f := factor.Factor{ID: rand.Text(), Type: account.Passkey, Passkey: factor.Passkey{CredentialID: []byte(rand.Text()), Domain: domain}}
		if change != nil {
			change(&f)
		}
		return f
	}
	here := of("example.com", nil)
	all := factor.Set{Factors: []factor.Factor{
		of("example.org", nil), of("id.example.com", nil), here, of("", nil),
		of("example.com", func(f *factor.Factor) { f.Type = account.TOTP }),
		of("example.com", func(f *factor.Factor) { f.Pending.Expires = noon }),
	}}
	asked := s.Of(all, "A CHALLENGE")
	if len(asked.Allowed) != 1 || !slices.Equal(asked.Allowed[0].ID, here.Passkey.CredentialID) || string(asked.Challenge) != "A CHALLENGE" || asked.Verification != passkey.Preferred {
		t.Errorf("%+v", asked)
	}
	if off := (passkey.Site{}); off.On() || off.Usable(of("", nil)) || len(off.Of(all, "x").Allowed) != 0 {
		t.Error("without a domain there are passkeys")
	}
	if q := s.SignIn("x"); len(q.Allowed) != 0 || q.Verification != passkey.Required {
		t.Errorf("%+v", q)
	}
}
