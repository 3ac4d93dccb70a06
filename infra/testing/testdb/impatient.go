package testdb

import (
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// connections are kept for as many calls as a request makes at once. Of those that all clients share by default,
// two would be kept, and the others opened anew for each call.
var connections = func() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	t.MaxIdleConnsPerHost = 32
	return t
}()

// patient is a client as the service has one.
var patient = &http.Client{Transport: connections}

// Impatient is a client that has given up as soon as the other side hangs: what waits in a test
// would make it slow, and fail on a busy machine.
var Impatient = &http.Client{Transport: impatient{}}

// hangs is a header by which a server says that its answer would never come.
const hangs = "X-Hangs"

type impatient struct{}

func (impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := connections.RoundTrip(r)
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
