package boot

import (
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// Retryer tries a message again where its receiver was busy, and soon: somebody waits for it.
// It is no retryer of writes, which have one of their own. A try that hangs is not made again,
// because it ends with the time that the message has.
func Retryer() aws.Retryer {
	const most = 200 * time.Millisecond
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) {
			return rand.N(most) + time.Millisecond, nil //nolint:gosec // a delay is no secret
		})
	})
}
