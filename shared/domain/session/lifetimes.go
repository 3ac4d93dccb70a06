package session

import (
	"crypto/rand"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

// Lifetimes are how long sessions last, as the deployment sets it. They are applied whenever a
// session is verified, so a lower setting also shortens the sessions that exist. A higher one does
// not lengthen them: they end as was said when they began.
type Lifetimes struct {
	User  time.Duration
	Staff time.Duration
	Idle  time.Duration // how long a session may be unused; zero for any time
}

// Begin makes the session of a token.
func (l Lifetimes) Begin(t token.Token, u account.User, address, userAgent string, now time.Time) Session {
	return Session{
		ID: rand.Text(), UserID: u.ID, TokenHash: t.Hash(), Epoch: u.SessionEpoch,
		CreatedAt: now, ExpiresAt: now.Add(l.of(u.Role)),
		Address: address, UserAgent: clip(userAgent),
	}
}

// Continue makes the session of a token from another session of the same user. It is of the same
// sign-in, so it counts as no newer and ends no later, however often users are handed on.
func (l Lifetimes) Continue(from Session, t token.Token, u account.User, address, userAgent string, now time.Time) Session {
	s := l.Begin(t, u, address, userAgent, now).With(from.Methods)
	s.Epoch, s.CreatedAt, s.ExpiresAt, s.UsedAt = from.Epoch, from.CreatedAt, from.ExpiresAt, now
	return s
}

// Verify refuses a session that is not valid now, for the user as they are now.
func (l Lifetimes) Verify(s Session, u account.User, now time.Time) error {
	ended := !now.Before(l.End(s, u)) || l.Idle > 0 && !now.Before(l.IdleEnd(s, u))
	if ended || s.UserID != u.ID || s.Epoch != u.SessionEpoch || u.Status != account.Active {
		return ErrInvalid
	}
	return nil
}

// End is when a session ends, however much it is used. It is taken from the role of today: a user
// who has become staff does not keep a longer session.
func (l Lifetimes) End(s Session, u account.User) time.Time {
	if end := s.CreatedAt.Add(l.of(u.Role)); end.Before(s.ExpiresAt) {
		return end
	}
	return s.ExpiresAt
}

// IdleEnd is when a session ends if it is not used again; zero where that makes no difference.
func (l Lifetimes) IdleEnd(s Session, u account.User) time.Time {
	if l.Idle == 0 {
		return time.Time{}
	}
	idle, end := s.lastUse().Add(l.Idle), l.End(s, u)
	if end.Before(idle) {
		return end
	}
	return idle
}

// DueUse holds where the use of a session is to be recorded. That is once in a quarter of the idle
// time, so that most requests write nothing.
func (l Lifetimes) DueUse(s Session, now time.Time) bool {
	return l.Idle > 0 && now.Sub(s.lastUse()) >= l.Idle/4
}

func (l Lifetimes) of(r account.Role) time.Duration {
	if r.Staff() {
		return l.Staff
	}
	return l.User
}

// lastUse is the last one that is known; a session is first used when it begins.
func (s Session) lastUse() time.Time {
	if s.UsedAt.After(s.CreatedAt) {
		return s.UsedAt
	}
	return s.CreatedAt
}
