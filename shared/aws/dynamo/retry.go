package dynamo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/shared/domain/fault"
	"latchkey/shared/start/boot"
)

// ErrUnavailable says that the store had no room for a request, however often it tried.
var ErrUnavailable = fault.New(fault.Unavailable, "temporarily_unavailable", "The service is busy. Try again in a moment.").After(time.Second)

const (
	attempts   = 8
	firstDelay = 20 * time.Millisecond
	mostDelay  = 400 * time.Millisecond
)

// retryables adds to what the SDK tries again: conflicts between transactions, which it leaves
// to its caller, and answers that were cut off or garbled. A write may then be made twice, so
// each is made to bear it: transactions carry a token, and all else does the same the second time.
var retryables = append(retry.IsErrorRetryables{
	retry.NoRetryCanceledError{},
	retry.IsErrorRetryableFunc(contended),
	boot.Unreadable,
}, retry.DefaultRetryables...)

func retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.Retryables = retryables
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) { return jitter(attempt), nil })
	})
}

// jitter waits for anything up to a bound that doubles, so that those who collided part.
func jitter(attempt int) time.Duration {
	bound := min(firstDelay<<min(attempt, 8), mostDelay)
	return rand.N(bound) + time.Millisecond //nolint:gosec // a delay is no secret
}

// contended says of an error whether only other requests were in the way.
func contended(err error) aws.Ternary {
	var conflict *types.TransactionConflictException
	if errors.As(err, &conflict) {
		return aws.TrueTernary
	}
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return aws.UnknownTernary
	}
	for _, r := range cancelled.CancellationReasons {
		switch aws.ToString(r.Code) {
		case "", "None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded":
		default:
			return aws.FalseTernary
		}
	}
	return aws.TrueTernary
}

// failed wraps an error with the call that it came from, and says ErrUnavailable where
// trying later may help: a request whose time ran out is one of these.
func failed(call string, err error) error {
	if err == nil {
		return nil
	}
	wrapped := fmt.Errorf("dynamodb %s: %w", call, err)
	if errors.Is(err, context.DeadlineExceeded) || retryables.IsErrorRetryable(err) == aws.TrueTernary {
		return ErrUnavailable.Because(wrapped)
	}
	return wrapped
}
