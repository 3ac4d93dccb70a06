package staff

import (
	"context"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

// Recorder writes audit records.
type Recorder interface {
	RecordAct(ctx context.Context, name audit.Name, subject account.ID, failed bool) error
}

// RecordRead records that a caller is about to see the data of another user. What cannot be recorded
// is not shown. Users who look at their own data leave no record.
func RecordRead(ctx context.Context, r Recorder, caller account.ID, name audit.Name, target account.ID) error {
	if target == caller {
		return nil
	}
	return r.RecordAct(ctx, name, target, false)
}
