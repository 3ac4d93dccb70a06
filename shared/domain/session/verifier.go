package session

import (
	"context"
	"log/slog"
	"time"

	"latchkey/shared/domain/account"
)

// Verifier verifies sessions, each time anew, and records that they are used.
type Verifier struct {
	Lifetimes Lifetimes
	Store     interface {
		// Session reads a session and its user as they are now; ErrInvalid where either is gone.
		Session(ctx context.Context, user account.ID, hash string) (Session, account.User, error)
		// RecordUse records a use, unless the session has ended or was used since it was read.
		RecordUse(ctx context.Context, s Session, now time.Time) error
	}
}

// recordTime is how long a use may take to be recorded: the request waits for it.
const recordTime = time.Second

// Verify gives a session that is valid now, and its user. A use that cannot be recorded is logged and
// changes nothing else: a session that ends early is less bad than one that is refused now.
func (v Verifier) Verify(ctx context.Context, user account.ID, hash string, now time.Time) (Session, account.User, error) {
	s, u, err := v.Store.Session(ctx, user, hash)
	if err != nil {
		return Session{}, account.User{}, err
	}
	if err := v.Lifetimes.Verify(s, u, now); err != nil {
		return Session{}, account.User{}, err
	}
	if v.Lifetimes.DueUse(s, now) {
		ctx, cancel := context.WithTimeout(ctx, recordTime)
		defer cancel()
		if err := v.Store.RecordUse(ctx, s, now); err != nil {
			slog.WarnContext(ctx, "the use of a session could not be recorded", "cause", err.Error())
		}
	}
	return s, u, nil
}
