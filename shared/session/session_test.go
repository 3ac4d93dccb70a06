package session_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/shared/account"
	"latchkey/shared/session"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func token(t testing.TB, id account.ID) session.Token {
	t.Helper()
	tok, err := session.NewToken(rand.Reader, id)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// whatever is done to a token, it is no token any more.
func TestEverySingleChangeBreaksAToken(t *testing.T) {
	whole := token(t, 1<<53-1).Reveal()
	changed := []string{"", session.Prefix, whole + "A", whole + " ", whole[:len(whole)-1], strings.ToUpper(whole), "lkr_" + whole[4:], whole + "," + whole}
	for i := range whole {
		for _, c := range "Aa0-_ ," {
			if byte(c) != whole[i] {
				changed = append(changed, whole[:i]+string(c)+whole[i+1:])
			}
		}
	}
	for _, s := range changed {
		if _, ok := session.ParseToken(s); ok {
			t.Errorf("%q is read as a token", s)
		}
	}
}

// unique, long, and the same for nobody but for the prefix and the user.
func TestTokensCarryTheirUserAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	rapid.Check(t, func(r *rapid.T) {
		id := account.ID(rapid.Int64Range(1, 1<<53-1).Draw(r, "id"))
		made := token(t, id)
		read, ok := session.ParseToken(made.Reveal())
		if !ok || read.UserID() != id || read.Hash() != made.Hash() {
			r.Fatalf("token of %v reads as one of %v", id, read.UserID())
		}
		if seen[made.Reveal()] || strings.Contains(made.Reveal(), made.Hash()) {
			r.Fatal("a token twice, or with its hash in it")
		}
		seen[made.Reveal()] = true
	})
}

//
func TestTokensDoNotPrint(t *testing.T) {
	tok := token(t, 7)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", tok)
	for _, s := range []string{fmt.Sprint(tok), fmt.Sprintf("%v %s", tok, tok), log.String()} {
		if strings.Contains(s, tok.Reveal()[8:]) {
			t.Errorf("printed: %s", s)
		}
	}
}

//
func TestVerify(t *testing.T) {
	user := account.User{ID: 7, Role: account.RoleUser, Status: account.Active, SessionEpoch: 3}
	admin := user
	admin.Role = account.RoleAdmin
	with := func(u account.User, change func(*account.User)) account.User { change(&u); return u }
	for _, c := range []struct {
		name        string
		began, read account.User
		after       time.Duration
		want        error
	}{
		{"at its end", user, user, 24 * time.Hour, session.ErrInvalid},
		{"of staff, at its end", admin, admin, 8 * time.Hour, session.ErrInvalid},
		{"of one who became staff", user, admin, 9 * time.Hour, session.ErrInvalid},
		{"of one who was disabled", user, with(user, func(u *account.User) { u.Status = account.Disabled }), 0, session.ErrInvalid},
		{"of an epoch gone by", user, with(user, func(u *account.User) { u.SessionEpoch++ }), 0, session.ErrInvalid},
		{"of another user", user, with(user, func(u *account.User) { u.ID = 8 }), 0, session.ErrInvalid},
		{"of nobody", user, account.User{}, 0, session.ErrInvalid},

		{"a second before its end", user, user, 24*time.Hour - time.Second, nil},
		{"of staff, a second before", admin, admin, 8*time.Hour - time.Second, nil},
	} {
		s := session.Begin(token(t, c.began.ID), c.began, "203.0.113.7", "curl", noon)
		if err := s.Verify(c.read, noon.Add(c.after)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}
