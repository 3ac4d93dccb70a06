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

var (
	noon     = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	defaults = session.Lifetimes{User: 24 * time.Hour, Staff: 8 * time.Hour}
)

func drawn(t testing.TB, id account.ID) token.Token {
	t.Helper()
	tok, err := token.New(token.Session, rand.Reader, int64(id))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func of(r account.Role) account.User {
	return account.User{ID: 7, Role: r, Status: account.Active, SessionEpoch: 3}
}

//
func TestVerify(t *testing.T) {
	user := of(account.RoleUser)
	with := func(change func(*account.User)) account.User { u := user; change(&u); return u }
	for _, c := range []struct {
		name string
		read account.User
		want error
	}{
		{"of one who was disabled", with(func(u *account.User) { u.Status = account.Disabled }), session.ErrInvalid},
		{"of an epoch gone by", with(func(u *account.User) { u.SessionEpoch++ }), session.ErrInvalid},
		{"of another user", with(func(u *account.User) { u.ID = 8 }), session.ErrInvalid},
		{"of nobody", account.User{}, session.ErrInvalid},
		{"of the user", user, nil},
	} {
		s := defaults.Begin(drawn(t, user.ID), user, "203.0.113.7", "curl", noon)
		if err := defaults.Verify(s, c.read, noon); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// each role by each setting. The end is that of the settings when the session began
// or of those of now, whichever is earlier, and of the role of now.
func TestEnd(t *testing.T) {
	year := session.Lifetimes{User: 8760 * time.Hour, Staff: 24 * time.Hour}
	hour := session.Lifetimes{User: time.Hour, Staff: time.Hour}
	for _, c := range []struct {
		name        string
		began, now  session.Lifetimes
		first, then account.Role
		want        time.Duration
	}{
		{"a user", defaults, defaults, account.RoleUser, account.RoleUser, 24 * time.Hour},
		{"support", defaults, defaults, account.RoleSupport, account.RoleSupport, 8 * time.Hour},
		{"an admin", defaults, defaults, account.RoleAdmin, account.RoleAdmin, 8 * time.Hour},
		{"a user, the longest", year, year, account.RoleUser, account.RoleUser, 8760 * time.Hour},
		{"support, the longest", year, year, account.RoleSupport, account.RoleSupport, 24 * time.Hour},
		{"an admin, the longest", year, year, account.RoleAdmin, account.RoleAdmin, 24 * time.Hour},
		{"a user, lowered", year, hour, account.RoleUser, account.RoleUser, time.Hour},
		{"support, lowered", year, hour, account.RoleSupport, account.RoleSupport, time.Hour},
		{"an admin, lowered", year, hour, account.RoleAdmin, account.RoleAdmin, time.Hour},
		{"a user, raised", defaults, year, account.RoleUser, account.RoleUser, 24 * time.Hour},
		{"an admin, raised", defaults, year, account.RoleAdmin, account.RoleAdmin, 8 * time.Hour},
		{"one who became staff", year, year, account.RoleUser, account.RoleSupport, 24 * time.Hour},
		{"one who was staff", year, year, account.RoleAdmin, account.RoleUser, 24 * time.Hour},
	} {
		s := c.began.Begin(drawn(t, 7), of(c.first), "203.0.113.7", "curl", noon)
		ends(t, c.name, c.now, s, of(c.then), noon.Add(c.want))
		if c.now.DueUse(s, noon.Add(c.want)) || !c.now.IdleEnd(s, of(c.then)).IsZero() {
			t.Errorf("%s: without an idle time, a use is recorded", c.name)
		}
	}
}

// an unused session ends early. Its use moves that end, never past the other, and never when the
// user signed in.
func TestIdleEnd(t *testing.T) {
	l := session.Lifetimes{User: 24 * time.Hour, Staff: 2 * time.Hour, Idle: time.Hour}
	for _, c := range []struct {
		name string
		role account.Role
		used time.Duration // when it was last used; 0 for never
		want time.Duration
	}{
		{"a user's, never used", account.RoleUser, 0, time.Hour},
		{"a user's, used", account.RoleUser, 40 * time.Minute, 100 * time.Minute},
		{"a user's, used until its end", account.RoleUser, 23*time.Hour + 30*time.Minute, 24 * time.Hour},
		{"staff's, never used", account.RoleAdmin, 0, time.Hour},
		{"staff's, used until its end", account.RoleSupport, 90 * time.Minute, 2 * time.Hour},
		{"used before it began, by another clock", account.RoleUser, -5 * time.Second, time.Hour},
	} {
		s := l.Begin(drawn(t, 7), of(c.role), "203.0.113.7", "curl", noon)
		if c.used != 0 {
			s.UsedAt = noon.Add(c.used)
		}
		ends(t, c.name, l, s, of(c.role), noon.Add(c.want))
		if got := l.IdleEnd(s, of(c.role)); !got.Equal(noon.Add(c.want)) || !s.CreatedAt.Equal(noon) {
			t.Errorf("%s: is said to end at %s", c.name, got)
		}
		quarter := noon.Add(max(c.used, 0) + 15*time.Minute)
		if l.DueUse(s, quarter.Add(-time.Second)) || !l.DueUse(s, quarter) {
			t.Errorf("%s: a use is not recorded once in a quarter of the time", c.name)
		}
	}
}

// ends holds where a session is valid a second before a time, and no longer at it or after it.
func ends(t *testing.T, name string, l session.Lifetimes, s session.Session, u account.User, at time.Time) {
	t.Helper()
	for after, want := range map[time.Duration]error{-time.Second: nil, 0: session.ErrInvalid, time.Second: session.ErrInvalid} {
		if err := l.Verify(s, u, at.Add(after)); !errors.Is(err, want) {
			t.Errorf("%s, %s after its end: %v", name, after, err)
		}
	}
}

// a sensitive change needs a session that began less than fifteen minutes ago.
func TestFresh(t *testing.T) {
	for age, want := range map[time.Duration]error{
		0: nil, 15*time.Minute - time.Second: nil,
		15 * time.Minute: session.ErrStale, 15*time.Minute + time.Second: session.ErrStale, 24 * time.Hour: session.ErrStale,
	} {
		if err := session.Fresh(noon, noon.Add(age)); !errors.Is(err, want) {
			t.Errorf("after %s: %v, want %v", age, err, want)
		}
	}
}
