package importer

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	latchkey "latchkey/clients/go"
)

// mostTries is how often a batch is tried. A batch whose run was cut off is answered with
// request_in_progress for a minute.
const mostTries = 20

// send sends a batch until it is answered. A refusal that waiting does not change is returned.
// An interruption ends the waiting, and no request: what is on its way is recorded.
func (i *Import) send(ctx context.Context, key string, users []latchkey.NewUser) ([]latchkey.Outcome, error) {
	client := i.Client.WithIdempotencyKey(key)
	for try := 1; ; try++ {
		outcomes, err := client.RegisterMany(context.WithoutCancel(ctx), users)
		if err == nil && len(outcomes) != len(users) {
			return nil, errors.New("the service answered with another number of results than it was sent users")
		}
		pause, again := i.pause(err, try)
		if !again || try == mostTries {
			return outcomes, err
		}
		i.Say(Event{Waiting: pause, Because: err})
		if i.pace.sleep(ctx, pause) != nil {
			return nil, ctx.Err()
		}
	}
}

// pause is how long to wait after a refusal, and whether that helps.
func (i *Import) pause(err error, try int) (time.Duration, bool) {
	const most = 30 * time.Second
	growing := min(time.Duration(try)*time.Second, most)
	var problem *latchkey.Problem
	var gateway *latchkey.GatewayError
	switch {
	case err == nil:
		return 0, false
	case errors.As(err, &problem) && problem.Status == http.StatusTooManyRequests:
		return i.pace.limited(problem.RetryAfter), true
	case errors.As(err, &gateway) && gateway.Status == http.StatusTooManyRequests:
		return i.pace.limited(gateway.RetryAfter), true
	case latchkey.Is(err, latchkey.CodeRequestInProgress, latchkey.CodeTemporarilyUnavailable):
		return max(problem.RetryAfter, growing), true
	case errors.As(err, &gateway) && gateway.Status >= http.StatusInternalServerError:
		return max(gateway.RetryAfter, growing), true
	}
	return growing, errors.As(err, new(*url.Error))
}
