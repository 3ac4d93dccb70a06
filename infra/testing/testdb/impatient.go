package testdb

import (
	"net/http"
	"os"
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
