package smoke

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// client asks the service.
type client struct{ base string }

// asking is one request. Headers are pairs of name and value.
type asking struct {
	method, path string
	body         any
	headers      []string
}

// answer is what came back.
type answer struct {
	asked  string
	status int
	header http.Header
	body   []byte
}

// patient is longer than a function may take, cold start included.
var patient = &http.Client{
	Timeout: 30 * time.Second,
	// A page that sends elsewhere is an answer like any other.
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (c client) ask(ctx context.Context, a asking) (answer, error) {
	var body io.Reader
	if a.body != nil {
		text, err := json.Marshal(a.body)
		if err != nil {
			return answer{}, err
		}
		body = bytes.NewReader(text)
	}
	address := a.path
	if strings.HasPrefix(address, "/") {
		address = c.base + a.path
	}
	req, err := http.NewRequestWithContext(ctx, a.method, address, body)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("User-Agent", "latchkey-smoke")
	if a.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(a.headers); i += 2 {
		req.Header.Set(a.headers[i], a.headers[i+1])
	}
	resp, err := patient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	return answer{a.method + " " + a.path, resp.StatusCode, resp.Header, text}, err
}

// get asks for a path and gives an error unless the answer has the status.
func (c client) get(ctx context.Context, path string, status int, headers ...string) (answer, error) {
	return c.expect(ctx, asking{method: http.MethodGet, path: path, headers: headers}, status)
}

func (c client) post(ctx context.Context, path string, body any, status int, headers ...string) (answer, error) {
	return c.expect(ctx, asking{http.MethodPost, path, body, headers}, status)
}

func (c client) expect(ctx context.Context, a asking, status int) (answer, error) {
	got, err := c.ask(ctx, a)
	if err == nil && got.status != status {
		err = got.wrong(fmt.Sprint(status))
	}
	return got, err
}

// refused gives an error unless the answer is a problem with a status and a code.
func (a answer) refused(status int, code string) error {
	if a.status != status || a.text("code") != code {
		return a.wrong(fmt.Sprintf("%d %s", status, code))
	}
	return nil
}

// wrong says what came in place of what was expected. A body is shown only of a refusal: that
// of a success may hold a token.
func (a answer) wrong(want string) error {
	shown := ""
	if a.status >= 400 {
		shown = " " + strings.TrimSpace(string(a.body[:min(len(a.body), 300)]))
	}
	return fmt.Errorf("%s answered %d%s, not %s", a.asked, a.status, shown, want)
}

// text is the string at a path of members, such as "challenge.id"; empty where there is none.
func (a answer) text(path string) string {
	s, _ := a.at(path).(string)
	return s
}

func (a answer) at(path string) any {
	var v any
	if json.Unmarshal(a.body, &v) != nil {
		return nil
	}
	for member := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[member]
	}
	return v
}

func bearer(token string) []string { return []string{"Authorization", "Bearer " + token} }
