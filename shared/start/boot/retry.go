package boot

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

// Retryer tries a message again where its receiver was busy, and soon: somebody waits for it.
// It is no retryer of writes, which have one of their own. A try that hangs is not made again,
// because it ends with the time that the message has. What else is to be tried again is for the caller to say.
func Retryer(also ...retry.IsErrorRetryable) aws.Retryer {
	const most = 200 * time.Millisecond
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Retryables = append(o.Retryables, also...)
		o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) {
			return rand.N(most) + time.Millisecond, nil //nolint:gosec // a delay is no secret
		})
	})
}

// Unreadable has a call made again whose answer came and could not be read. It is for calls that may be made twice.
var Unreadable = retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
	var garbled *smithy.DeserializationError
	if errors.As(err, &garbled) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
})
