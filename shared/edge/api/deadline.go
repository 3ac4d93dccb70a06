package api

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/domain/fault"
)

// spare is how long before Lambda's deadline a request is ended here. A request that Lambda itself
// ends is answered with an error of the gateway, which says nothing.
const spare = time.Second

// inTime gives a request its deadline.
func inTime(ctx context.Context) (context.Context, context.CancelFunc) {
	ends, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, ends.Add(-spare))
}

// late turns a failure after the deadline into one that asks the client to try again.
func late(ctx context.Context, err error) error {
	var f *fault.Fault
	if err == nil || errors.As(err, &f) || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return err
	}
	return errBusy.Because(err)
}
