package running

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Answer is what the gateway answered.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// String is for messages of tests.
func (a Answer) String() string { return fmt.Sprintf("%d %s", a.Status, a.Body) }

// At gives the value at a path of members and indices, such as "challenge.id" or "keys.0.id"; nil where
// there is none.
func (a Answer) At(path string) any {
	var v any
	if json.Unmarshal([]byte(a.Body), &v) != nil {
		return nil
	}
	for name := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// Text is the text at a path; empty where there is none.
func (a Answer) Text(path string) string {
	s, _ := a.At(path).(string)
	return s
}

// Code is that of a problem.
func (a Answer) Code() string { return a.Text("code") }

// Send makes one request; headers are pairs of name and value.
func (s Service) Send(ctx context.Context, method, path, body string, headers ...string) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.URL+path, strings.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := client.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	out, err := io.ReadAll(resp.Body)
	return Answer{resp.StatusCode, resp.Header, string(out)}, err
}

// client keeps a connection for each of the many who ask at once.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
