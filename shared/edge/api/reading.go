package api

import (
	"context"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

// Recorder keeps what was done.
type Recorder interface {
	RecordAct(ctx context.Context, name audit.Name, subject account.ID, failed bool) error
}

// Reading records that the caller is about to see what is held on somebody else. What cannot be
// recorded is not shown. Nobody's look at their own data is anybody's concern.
func (r *Request) Reading(ctx context.Context, rec Recorder, name audit.Name, subject account.ID) error {
	if subject == r.Caller.UserID {
		return nil
	}
	return rec.RecordAct(ctx, name, subject, false)
}
