package api

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/domain/fault"
)

// spare is how long before Lambda would end a request it is ended here: Lambda answers for a
// request that it ends with an error of the gateway, which says nothing.
const spare = time.Second

// inTime gives a request the time that it has.
func inTime(ctx context.Context) (context.Context, context.CancelFunc) {
	ends, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, ends.Add(-spare))
}

// late makes a failure of a request whose time is over one that trying again may mend.
func late(ctx context.Context, err error) error {
	var f *fault.Fault
	if err == nil || errors.As(err, &f) || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return err
	}
	return errBusy.Because(err)
}
