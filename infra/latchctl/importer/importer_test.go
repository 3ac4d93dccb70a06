package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	latchkey "latchkey/clients/go"
	"latchkey/infra/latchctl/rows"
)

// service makes users as the service does: once for each key, and each username once.
type service struct {
	*httptest.Server
	mu      sync.Mutex
	answers []http.HandlerFunc // in place of the next answers
	keys    []string           // as they were sent
	bodies  map[string][]byte
	users   []latchkey.User
	now     time.Time
}

func newService(t *testing.T) *service {
	s := &service{bodies: map[string][]byte{}, now: time.Now().UTC().Truncate(time.Second)}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method == http.MethodGet {
		_ = json.NewEncoder(w).Encode(map[string]any{"users": s.named(r.FormValue("email")), "next_cursor": nil})
		return
	}
	s.keys = append(s.keys, r.Header.Get("Idempotency-Key"))
	var next http.HandlerFunc = s.register
	if len(s.answers) > 0 && s.answers[0] != nil {
		next = s.answers[0]
	}
	s.answers = s.answers[min(1, len(s.answers)):]
	next(w, r)
}

func (s *service) named(email string) (found []latchkey.User) {
	for _, u := range s.users {
		if u.Email == email {
			found = append(found, u)
		}
	}
	return found
}

func (s *service) register(w http.ResponseWriter, r *http.Request) {
	key := r.Header.Get("Idempotency-Key")
	if s.bodies[key] == nil {
		var in struct{ Users []latchkey.NewUser }
		_ = json.NewDecoder(r.Body).Decode(&in)
		var out []latchkey.Outcome
		for i, u := range in.Users {
			out = append(out, s.outcome(i, u))
		}
		s.bodies[key], _ = json.Marshal(map[string]any{"results": out})
	}
	w.WriteHeader(http.StatusMultiStatus)
	_, _ = w.Write(s.bodies[key])
}

func (s *service) outcome(i int, u latchkey.NewUser) latchkey.Outcome {
	if len(s.named(u.Email)) > 0 {
		return latchkey.Outcome{Index: i, Status: 409, Problem: &latchkey.Problem{Status: 409, Code: latchkey.CodeUsernameTaken, Detail: "That username is not available."}}
	}
	made := latchkey.User{ID: int64(len(s.users) + 1), Username: u.Username, Email: u.Email, CreatedAt: s.now}
	s.users = append(s.users, made)
	return latchkey.Outcome{Index: i, Status: 201, User: &made}
}

func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// file has users named u0 and so on.
func file(t *testing.T, count int) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("username,email,password\n")
	for i := range count {
		fmt.Fprintf(&text, "u%d,u%d@example.com,velvet tractor orbit moss\n", i, i)
	}
	path := filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// again imports a file in batches of three, and gives what was told and how long was waited.
func again(t *testing.T, s *service, path string, change func(*Import)) (sum Sum, waits []time.Duration, err error) {
	t.Helper()
	f, err := rows.Open(path, rows.Auto)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	client, err := latchkey.New(s.URL, nil, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	i := &Import{Client: client, File: f, Results: path + ".results.jsonl", URL: "https://id.example.com", Caller: "user 1", BatchRows: 3, Say: func(Event) {}}
	i.pace = pace{now: func() time.Time { return s.now }, sleep: func(ctx context.Context, d time.Duration) error {
		waits = append(waits, d)
		return ctx.Err()
	}}
	if change != nil {
		change(i)
	}
	sum, err = i.Run(t.Context())
	return sum, waits, err
}

func TestImportsThatAreRefused(t *testing.T) {
	const forbidden, ended = `{"status":403,"code":"scope_missing"}`, `{"status":401,"code":"token_invalid"}`
	for name, c := range map[string]struct {
		answers []http.HandlerFunc
		code    latchkey.Code
		asked   int
	}{
		"no scope":             {[]http.HandlerFunc{says(403, forbidden)}, latchkey.CodeScopeMissing, 1},
		"a session that ended": {[]http.HandlerFunc{nil, says(401, ended)}, latchkey.CodeTokenInvalid, 2},
		"limited on and on":    {slices.Repeat([]http.HandlerFunc{says(429, `{"status":429,"code":"too_many_requests"}`)}, mostTries), latchkey.CodeTooManyRequests, mostTries},
	} {
		s, path := newService(t), file(t, 7)
		s.answers = c.answers
		sum, _, err := again(t, s, path, nil)
		if !latchkey.Is(err, c.code) || len(s.keys) != c.asked || sum.Done != len(s.users) {
			t.Errorf("%s: %v after %d, %+v", name, err, len(s.keys), sum)
		}
		if sum, _, err := again(t, s, path, nil); err != nil || sum.Done != 7 || len(s.users) != 7 || s.keys[c.asked] != s.keys[c.asked-1] {
			t.Errorf("%s, resumed: %+v, %d users, %v, %v", name, sum, len(s.users), s.keys, err)
		}
	}
}

// A result file that is not of this import is refused, and left as it is.
func TestResultsOfAnotherImport(t *testing.T) {
	s, path := newService(t), file(t, 4)
	s.answers = []http.HandlerFunc{nil, says(403, `{"status":403,"code":"forbidden"}`)}
	if _, _, err := again(t, s, path, nil); !latchkey.Is(err, latchkey.CodeForbidden) {
		t.Fatal(err)
	}
	before, sent := results(t, path), len(s.keys)
	for name, change := range map[string]func(*Import){
		"another service":                     func(i *Import) { i.URL = "https://id.example.org" },
		"another caller, in a batch":          func(i *Import) { i.Caller = "user 2" },
		"another file":                        func(i *Import) { i.File = other(t) },
		"another caller, who tries once more": func(i *Import) { i.Caller, i.RetryFailed = "user 2", true },
	} {
		if _, _, err := again(t, s, path, change); !errors.Is(err, ErrElsewhere) || len(s.keys) != sent || results(t, path) != before {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"no import": "{\"line\":2,\"status\":201}\n", "a text": "hello\n", "another program's": "{\"a\":1}\n", "two imports": before + before,
	} {
		if err := os.WriteFile(path+".results.jsonl", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := again(t, s, path, nil); err == nil || len(s.keys) != sent || results(t, path) != text {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func other(t *testing.T) *rows.File {
	t.Helper()
	f, err := rows.Open(file(t, 5), rows.Auto)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func results(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path + ".results.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// However much of the result file was written, the import goes on and makes everybody once.
func TestCutOff(t *testing.T) {
	s, path := newService(t), file(t, 7)
	if sum, _, err := again(t, s, path, nil); err != nil || sum.Done != 7 {
		t.Fatal(sum, err)
	}
	whole := results(t, path)
	for at := range whole {
		if at > 0 && whole[at-1] != '\n' && whole[at-1] != '{' {
			continue // but for between lines, and within each
		}
		if err := os.WriteFile(path+".results.jsonl", []byte(whole[:at]), 0o600); err != nil {
			t.Fatal(err)
		}
		sum, _, err := again(t, s, path, nil)
		if err != nil || sum.Done != 7 || sum.Failed != 0 || len(s.users) != 7 {
			t.Fatalf("cut at %d: %+v, %d users, %v", at, sum, len(s.users), err)
		}
		if rows := strings.Count(results(t, path), `"status"`); rows != 7 {
			t.Fatalf("cut at %d: %d results\n%s", at, rows, results(t, path))
		}
	}
	if strings.Contains(whole, "velvet") || strings.Contains(whole, "@") {
		t.Error("the results have secrets or addresses")
	}
	if info, err := os.Stat(path + ".results.jsonl"); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
}

// A 429 is obeyed, slows the import down, and is forgotten while all goes well.
func TestLimited(t *testing.T) {
	s, path := newService(t), file(t, 3*12)
	gateway, own := says(429, `{"message":"Too Many Requests"}`), says(429, `{"status":429,"code":"too_many_requests"}`, "Retry-After", "7")
	s.answers = []http.HandlerFunc{nil, gateway, gateway, own, nil}
	sum, waits, err := again(t, s, path, nil)
	want := []time.Duration{250, 500, 7000, 750, 562, 421, 316, 237, 177, 133}
	for i := range want {
		want[i] *= time.Millisecond
		if i < len(waits) {
			waits[i] = waits[i].Truncate(time.Millisecond)
		}
	}
	if err != nil || sum.Done != 36 || !slices.Equal(waits, want) {
		t.Errorf("%+v %v %v", sum, waits, err)
	}
	s, path = newService(t), file(t, 7)
	if _, waits, err := again(t, s, path, func(i *Import) { i.PerSecond = 6 }); err != nil || !slices.Equal(waits, []time.Duration{time.Second / 2, time.Second / 2}) {
		t.Errorf("six rows a second: %v %v", waits, err)
	}
}

// A service that is away, busy, or still at work on the batch is asked again with the same key.
func TestAskedAgain(t *testing.T) {
	s, path := newService(t), file(t, 2)
	cut := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	s.answers = []http.HandlerFunc{cut, cut, cut, says(504, ``), says(500, `{"message":"Internal Server Error"}`), says(409, `{"status":409,"code":"request_in_progress"}`, "Retry-After", "9")}
	sum, waits, err := again(t, s, path, nil)
	slices.Sort(s.keys)
	if err != nil || sum.Done != 2 || len(slices.Compact(s.keys)) != 1 || !slices.Contains(waits, 9*time.Second) {
		t.Errorf("%+v %v %v %v", sum, s.keys, waits, err)
	}
}

// A batch whose answer was lost, and whose key is forgotten, is answered with refusals by the very users
// whom it made. Users of others stay refusals.
func TestForgottenKeys(t *testing.T) {
	s, path := newService(t), file(t, 3)
	s.users = []latchkey.User{{ID: 77, Username: "u1", Email: "u1@example.com", CreatedAt: s.now.AddDate(-1, 0, 0)}}
	s.answers = []http.HandlerFunc{func(_ http.ResponseWriter, r *http.Request) {
		s.register(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}, says(401, `{"status":401,"code":"token_invalid"}`)}
	if _, _, err := again(t, s, path, nil); !latchkey.Is(err, latchkey.CodeTokenInvalid) {
		t.Fatal(err)
	}
	clear(s.bodies)
	sum, _, err := again(t, s, path, nil)
	if err != nil || sum.Done != 2 || sum.Failed != 1 || len(s.users) != 3 || strings.Count(results(t, path), `"found":true`) != 2 {
		t.Errorf("%+v, %d users, %v\n%s", sum, len(s.users), err, results(t, path))
	}
}

// Rows that failed are sent once more when that is asked for. One that made its user all the same is found.
func TestRetryFailed(t *testing.T) {
	s, path := newService(t), file(t, 3)
	s.answers = []http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) {
		s.users = append(s.users, latchkey.User{ID: 5, Username: "u1", Email: "u1@example.com", CreatedAt: s.now})
		says(207, `{"results":[{"index":0,"status":503,"problem":{"status":503,"code":"temporarily_unavailable"}},
			{"index":1,"status":500,"problem":{"status":500,"code":"internal_error"}},{"index":2,"status":429,"problem":{"status":429,"code":"too_many_requests"}}]}`)(w, nil)
	}}
	if sum, _, err := again(t, s, path, nil); err != nil || sum.Failed != 3 {
		t.Fatal(sum, err)
	}
	if sum, _, err := again(t, s, path, nil); err != nil || sum.Failed != 3 || sum.Skipped != 3 || len(s.keys) != 1 {
		t.Errorf("without being asked: %+v %v %v", sum, s.keys, err)
	}
	retry := func(i *Import) { i.RetryFailed = true }
	if sum, _, err := again(t, s, path, retry); err != nil || sum != (Sum{3, 0, 3}) || len(s.users) != 3 || s.keys[0] == s.keys[1] {
		t.Errorf("%+v, %d users, %v %v", sum, len(s.users), s.keys, err)
	}
	if sum, _, err := again(t, s, path, retry); err != nil || sum.Done != 3 || len(s.keys) != 2 {
		t.Errorf("once more: %+v %v %v", sum, s.keys, err)
	}
}

// An interruption ends the waiting, and not the request: its results are recorded.
func TestInterrupted(t *testing.T) {
	s, path := newService(t), file(t, 9)
	ctx, cancel := context.WithCancel(t.Context())
	s.answers = []http.HandlerFunc{nil, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		s.register(w, r)
	}}
	f, err := rows.Open(path, rows.Auto)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	client, err := latchkey.New(s.URL, nil, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	i := &Import{Client: client, File: f, Results: path + ".results.jsonl", URL: "https://id.example.com", Caller: "user 1", BatchRows: 3, Say: func(Event) {}}
	if sum, err := i.Run(ctx); !errors.Is(err, context.Canceled) || sum.Done != 6 || strings.Count(results(t, path), `"status":201`) != 6 {
		t.Errorf("%+v %v", sum, err)
	}
}

// One import at a time writes a result file.
func TestTwoImportsAtOnce(t *testing.T) {
	s, path := newService(t), file(t, 3)
	held, err := openJournal(path + ".results.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := again(t, s, path, nil); err == nil || len(s.keys) != 0 {
		t.Error("written by two")
	}
	_ = held.file.Close()
	if sum, _, err := again(t, s, path, nil); err != nil || sum.Done != 3 {
		t.Error(sum, err)
	}
}
