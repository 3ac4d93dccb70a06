package breaches_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"latchkey/shared/outside/breaches"
)

// answering is a connection to a service that answers with a body.
type answering string

func (a answering) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(string(a)))}, nil
}

// A service that lies refuses no password: only a row with the digits that it was not told does.
func FuzzRanges(f *testing.F) {
	_, rest := digits()
	for _, body := range []string{"", "\n", "<html>", strings.Repeat("0", 35) + ":1\r\n", rest + ":3\r\n", strings.ToLower(rest) + ":1", rest + ":0\r\n", rest + ":-1", ":", strings.Repeat("A", 70_000), rest + ":99999999999999999999"} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		service, err := breaches.New("https://range.example/", &http.Client{Transport: answering(body)})
		if err != nil {
			t.Fatal(err)
		}
		if service.Has(t.Context(), password) && !strings.Contains(strings.ToUpper(body), rest) {
			t.Errorf("found in %q", body)
		}
	})
}
