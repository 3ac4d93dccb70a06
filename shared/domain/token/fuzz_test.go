package token_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"latchkey/shared/domain/token"
)

var kinds = []token.Kind{
	token.Session, token.Reset, token.Registration, token.Cancel, token.ServiceKey, token.Invitation, token.AuthorizationCode, token.Device,
}

// What is read as a token is the very text that was sent, of one kind alone, and does not print.
func FuzzTokens(f *testing.F) {
	for i, kind := range kinds {
		made, err := token.New(kind, rand.Reader, int64(i)-2)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(made.Reveal())
		f.Add(made.Reveal()[:len(made.Reveal())-1])
	}
	grant, err := token.NewGrant(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "lks_", "lka_", grant.Reveal(), grant.Reveal() + "\n", "eyJhbGciOiJub25lIn0.eyJ9.", "eyJ..", "eyJ=.a.b", "lks_" + strings.Repeat("A", 60)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		read := 0
		for _, kind := range kinds {
			if made, ok := token.Parse(kind, s); ok {
				read++
				if made.Reveal() != s || !made.Matches(made.Hash()) || len(s) != 64 || strings.Contains(fmt.Sprint(made), s[4:]) {
					t.Errorf("%q is read as another token", s)
				}
			}
		}
		if g, ok := token.ParseGrant(s); ok {
			read++
			if g.Reveal() != s || len(s) != 69 || !g.Names(g.ID()) || len(g.ID()) != 16 {
				t.Errorf("%q is read as another code", s)
			}
		}
		if token.IsJWT(s) {
			read++
		}
		if read > 1 {
			t.Errorf("%q is read in %d ways", s, read)
		}
	})
}
