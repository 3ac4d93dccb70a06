package token_test

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"latchkey/shared/domain/token"
)

func drawn(t testing.TB, id int64) token.Token {
	t.Helper()
	tok, err := token.New(token.Session, rand.Reader, id)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// a token of one kind is none of another.
func TestKindsDoNotMix(t *testing.T) {
	tok := drawn(t, 7).Reveal()
	for _, kind := range []token.Kind{token.Reset, token.Registration} {
		renamed := string(kind) + strings.TrimPrefix(tok, string(token.Session))
		for _, s := range []string{tok, renamed} {
			if _, ok := token.Parse(kind, s); ok {
				t.Errorf("a session's token is read as %s", kind)
			}
		}
	}
}

// whatever is done to a token, it is no token any more.
func TestEverySingleChangeBreaksAToken(t *testing.T) {
	whole := drawn(t, 1<<53-1).Reveal()
	changed := []string{"", string(token.Session), whole + "A", whole + " ", whole[:len(whole)-1], strings.ToUpper(whole), "lkr_" + whole[4:], whole + "," + whole}
	for _, end := range []string{"\n", "\r", "\r\n"} { // which base64 is read with
		changed = append(changed, whole+end, whole[:20]+end+whole[20:])
	}
	for i := range whole {
		for _, c := range "Aa0-_ ," {
			if byte(c) != whole[i] {
				changed = append(changed, whole[:i]+string(c)+whole[i+1:])
			}
		}
	}
	for _, s := range changed {
		if _, ok := token.Parse(token.Session, s); ok {
			t.Errorf("%q is read as a token", s)
		}
	}
}

// unique, long, and the same for nobody but for the prefix and the user.
func TestTokensCarryTheirUserAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	rapid.Check(t, func(r *rapid.T) {
		id := rapid.Int64Range(1, 1<<53-1).Draw(r, "id")
		made := drawn(t, id)
		read, ok := token.Parse(token.Session, made.Reveal())
		if !ok || read.ID() != id || read.Hash() != made.Hash() {
			r.Fatalf("token of %v reads as one of %v", id, read.ID())
		}
		if seen[made.Reveal()] || strings.Contains(made.Reveal(), made.Hash()) {
			r.Fatal("a token twice, or with its hash in it")
		}
		seen[made.Reveal()] = true
	})
}

//
func TestTokensDoNotPrint(t *testing.T) {
	tok := drawn(t, 7)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", tok)
	for _, s := range []string{fmt.Sprint(tok), fmt.Sprintf("%v %s", tok, tok), log.String()} {
		if strings.Contains(s, tok.Reveal()[8:]) {
			t.Errorf("printed: %s", s)
		}
	}
}

// whatever is done to the code of a grant, it is none any more, and no token is one.
func TestEverySingleChangeBreaksAGrant(t *testing.T) {
	g, err := token.NewGrant(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	whole := g.Reveal()
	if read, ok := token.ParseGrant(whole); !ok || read.ID() != g.ID() || read.Hash() != g.Hash() || fmt.Sprint(g) != "***" {
		t.Errorf("%v reads as %v", g.ID(), read.ID())
	}
	if parts := strings.SplitN(whole, "_", 3); len(parts) != 3 || parts[0] != "lka" || parts[1] != g.ID() || len(g.ID()) != 16 {
		t.Errorf("form: %d characters", len(whole))
	}
	changed := []string{"", "lka_", "lka_" + g.ID(), "lka_" + g.ID() + "_", whole + "A", whole[:len(whole)-1], strings.ToUpper(whole), "lkr_" + whole[4:], drawn(t, 7).Reveal()}
	for i := range whole {
		for _, c := range "Aa0-_ ," {
			if byte(c) != whole[i] {
				changed = append(changed, whole[:i]+string(c)+whole[i+1:])
			}
		}
	}
	for _, s := range changed {
		if _, ok := token.ParseGrant(s); ok {
			t.Errorf("%q is read as a code", s)
		}
	}
}

// a token matches its own hash, the whole of it, and nothing else that may be stored.
func TestMatches(t *testing.T) {
	a, errA := token.New(token.Session, rand.Reader, 7)
	b, errB := token.New(token.Session, rand.Reader, 7)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	for stored, want := range map[string]bool{
		a.Hash(): true, b.Hash(): false, a.Reveal(): false, "": false, a.Hash()[1:]: false, a.Hash() + "0": false, strings.ToUpper(a.Hash()): false,
	} {
		if a.Matches(stored) != want {
			t.Errorf("%q matches: %v", stored, !want)
		}
	}
}

// The code of a grant names that grant alone.
func TestGrantNames(t *testing.T) {
	g, err := token.NewGrant(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if !g.Names(g.ID()) || g.Names("") || g.Names(g.ID()[1:]) || g.Names("0123456789abcdef") {
		t.Error(g.ID())
	}
}

// A client that sends an access token is told so. Whatever else it sends is a token that is not valid.
func TestIsJWT(t *testing.T) {
	for given, want := range map[string]bool{
		"": false, "eyJ": false, "eyJh.eyJh": false, "eyJh.eyJh.c2ln.c2ln": false, "YWJj.eyJh.c2ln": false,
		"eyJ*.eyJh.c2ln": false, "eyJh.e*Jh.c2ln": false, "eyJh.eyJh.c2l*": false, "eyJh.eyJh.c2ln": true,
	} {
		if token.IsJWT(given) != want {
			t.Errorf("%q: %t", given, !want)
		}
	}
}
