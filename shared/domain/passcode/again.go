package passcode

import (
	"cmp"
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// ErrMethod says that a challenge cannot be answered in the way that the client asks for.
var ErrMethod = fault.New(fault.Invalid, "method_unavailable", "This challenge cannot be answered in this way. Choose one of its methods.").On("method")

// LastSent is when the last code was sent on each channel. It goes from each challenge to the one that
// takes its place. Otherwise a client that opens another method in between would have two codes sent
// within a minute.
type LastSent struct{ Email, SMS time.Time }

func (l LastSent) on(c account.Channel) time.Time {
	if c == account.SMS {
		return l.SMS
	}
	return l.Email
}

func (l LastSent) with(c account.Channel, at time.Time) LastSent {
	switch c {
	case account.Email:
		l.Email = at
	case account.SMS:
		l.SMS = at
	}
	return l
}

// ResendAt is when another code may be sent on the channel of the challenge.
func (p Passcode) ResendAt() time.Time { return p.CreatedAt.Add(ResendAfter) }

// Wait is how long no code may be sent by a method yet. It is never positive for one that sends none.
func (p Passcode) Wait(by account.FactorType, now time.Time) time.Duration {
	c := by.Channel()
	at := p.sends().on(c)
	if c == "" || at.IsZero() {
		return 0
	}
	return at.Add(ResendAfter).Sub(now)
}

// sends has the challenge's own code, too.
func (p Passcode) sends() LastSent { return p.LastSent.with(p.Channel, p.CreatedAt) }

// Offers holds for the methods of a challenge. The open one is always one of them.
func (p Passcode) Offers(by account.FactorType) bool {
	return by == p.Method() || p.Methods.Include(by)
}

// Reissue opens a challenge anew by one of its methods, for the user as they are now: for the same act
// and, where a code is sent, no sooner than a minute after the last one on that channel. The new challenge
// takes the place of the old one. Without a method, it is the one that is open.
func (i Issuer) Reissue(ctx context.Context, p Passcode, by account.FactorType, u account.User, now time.Time) (Passcode, error) {
	by = cmp.Or(by, p.Method())
	switch wait := p.Wait(by, now); {
	case !p.Offers(by):
		return Passcode{}, ErrMethod
	case by != p.Method() && !u.Factors.Has(by):
		return Passcode{}, ErrClosed
	case wait > 0:
		return Passcode{}, ErrTooSoon.After(wait)
	}
	return i.Issue(ctx, p.again(u, by), now)
}

// again is the order of a challenge once more. A code on the open channel goes where it went before.
func (p Passcode) again(u account.User, by account.FactorType) Request {
	q := Request{
		User: u, Purpose: p.Purpose, AskedBy: p.AskedBy, Supersedes: p.ID, digest: p.Change, lastSent: p.sends(),
		Remember: p.Remember,
	}.By(p.Methods, by)
	if by == p.Method() {
		q.To = p.SentTo
	}
	return q
}
