package session_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func drawn(t testing.TB, id account.ID) token.Token {
	t.Helper()
	tok, err := token.New(token.Session, rand.Reader, int64(id))
	if err != nil {
		t.Fatal(err)
	}
	return tok
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
		s := session.Begin(drawn(t, c.began.ID), c.began, "203.0.113.7", "curl", noon)
		if err := s.Verify(c.read, noon.Add(c.after)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}
