package testdb

import (
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Impatient is a client that has given up as soon as the other side hangs: what waits in a test
// would make it slow, and fail on a busy machine.
var Impatient = &http.Client{Transport: impatient{}}

// hangs is a header by which a server says that its answer would never come.
const hangs = "X-Hangs"

type impatient struct{}

func (impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && response.Header.Get(hangs) != "" {
		return nil, errClosed(response)
	}
	return response, err
}

func errClosed(r *http.Response) error {
	if err := r.Body.Close(); err != nil {
		return err
	}
	return os.ErrDeadlineExceeded
}

// Hang answers as a server that does not.
func Hang(w http.ResponseWriter) {
	w.Header().Set(hangs, "1")
	w.WriteHeader(http.StatusGatewayTimeout)
}

// Hasty makes a store try again at once. What was refused at the edge is not refused less after a while.
func Hasty(o *sdk.Options) { o.Retryer = hasty{o.Retryer} }

type hasty struct{ aws.Retryer }

// RetryDelay implements aws.Retryer.
func (hasty) RetryDelay(int, error) (time.Duration, error) { return time.Millisecond, nil }
