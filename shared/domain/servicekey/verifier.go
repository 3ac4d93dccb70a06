package servicekey

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"latchkey/shared/domain/token"
)

// Verifier verifies keys, each time anew, and records that they are used.
type Verifier struct {
	Store interface {
		// ServiceKey reads a key; ErrNotFound where there is none.
		ServiceKey(ctx context.Context, id int64) (Key, error)
		// RecordKeyUse records a use, unless the key was revoked or used since it was read.
		RecordKeyUse(ctx context.Context, k Key, now time.Time) error
	}
}

// recordTime is how long a use may take to be recorded: the request waits for it.
const recordTime = time.Second

// Verify gives the key of a token, and whether it is valid. A use that cannot be recorded is logged and
// changes nothing else.
func (v Verifier) Verify(ctx context.Context, t token.Token, now time.Time) (k Key, valid bool, err error) {
	k, err = v.Store.ServiceKey(ctx, t.ID())
	switch {
	case errors.Is(err, ErrNotFound), err == nil && !k.Valid(t, now):
		return Key{}, false, nil
	case err != nil:
		return Key{}, false, err
	}
	if k.DueUse(now) {
		ctx, cancel := context.WithTimeout(ctx, recordTime)
		defer cancel()
		if err := v.Store.RecordKeyUse(ctx, k, now); err != nil {
			slog.WarnContext(ctx, "the use of a service key could not be recorded", "cause", err.Error())
		}
	}
	return k, true, nil
}
