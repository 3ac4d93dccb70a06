package protect_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/clients/protect"
)

// problem has the members of a refusal that tests check.
type problem struct {
	Type, Title, Detail, Code string
	Status                    int
}

const token = "lks_a-token-of-the-tests"

// latchkey answers like Latchkey, or fails, and records its requests.
type latchkey struct {
	*httptest.Server
	mu    sync.Mutex
	heard []*http.Request
}

func (l *latchkey) asked() []*http.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.heard)
}

func answering(t *testing.T, answer http.HandlerFunc) *latchkey {
	t.Helper()
	l := new(latchkey)
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.heard = append(l.heard, r)
		l.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(l.Close)
	return l
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/elsewhere")
		w.Header().Set("X-User-Id", "7")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// visit makes a request to a guarded service, and gives the caller for whom it ran.
func visit(t *testing.T, l *latchkey, access protect.Access, header http.Header) (out *httptest.ResponseRecorder, ran *protect.Caller) {
	t.Helper()
	guard, err := protect.NewGuard(l.URL, l.Client().Transport, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/notes?role=admin", nil)
	r.Header = header
	out = httptest.NewRecorder()
	guard.For(access)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _ := protect.CallerOf(r.Context())
		ran = &c
		w.WriteHeader(http.StatusNoContent)
	})).ServeHTTP(out, r)
	return out, ran
}

func bearer(s string) http.Header { return http.Header{"Authorization": {"Bearer " + s}} }

func refused(t *testing.T, name string, out *httptest.ResponseRecorder, ran *protect.Caller, status int, code string) {
	t.Helper()
	var p problem
	if err := json.Unmarshal(out.Body.Bytes(), &p); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if ran != nil || out.Code != status || p.Status != status || p.Code != code {
		t.Errorf("%s: %d %s, ran for %v; want %d %s", name, out.Code, out.Body, ran, status, code)
	}
	h := out.Header()
	if h.Get("Content-Type") != "application/problem+json" || h.Get("Cache-Control") != "no-store" ||
		(h.Get("WWW-Authenticate") == "Bearer") != (status == 401) || (h.Get("Retry-After") != "") != (status == 503) {
		t.Errorf("%s: %v", name, h)
	}
}

// what is no token of Latchkey does not go to it, and opens nothing.
func TestGuardSendsNothingButTokens(t *testing.T) {
	l := answering(t, says(200, `{"id":7,"role":"admin"}`))
	for name, c := range map[string]struct {
		header http.Header
		code   string
	}{
		"nothing":             {http.Header{}, "token_missing"},
		"headers that claim":  {http.Header{"X-User-Id": {"7"}, "X-Role": {"admin"}, "Role": {"admin"}}, "token_missing"},
		"a cookie":            {http.Header{"Cookie": {"token=" + token}}, "token_missing"},
		"a password":          {http.Header{"Authorization": {"Basic bWFyeTp4"}}, "unsupported_authorization"},
		"no scheme":           {http.Header{"Authorization": {token}}, "unsupported_authorization"},
		"another's token":     {bearer("glpat-x"), "token_invalid"},
		"a key to register":   {bearer("lkk_x"), "token_invalid"},
		"an access token":     {bearer("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"), "access_token_not_accepted"},
		"in both headers":     {http.Header{"Authorization": {"Bearer " + token}, "Private-Token": {token}}, "two_tokens"},
		"twice in one":        {http.Header{"Authorization": {"Bearer " + token, "Bearer " + token}}, "two_tokens"},
		"bearer in the other": {http.Header{"Private-Token": {"Bearer " + token}}, "token_invalid"},
		"nine kilobytes":      {bearer(token + strings.Repeat("a", 9<<10)), "token_invalid"},
	} {
		out, ran := visit(t, l, protect.Users, c.header)
		refused(t, name, out, ran, 401, c.code)
		if len(l.asked()) != 0 {
			t.Fatalf("%s: Latchkey was asked", name)
		}
	}
}

// anything but Latchkey's word that somebody is signed in keeps the door shut.
func TestGuardRefuses(t *testing.T) {
	user := `{"id":7,"role":"user"}`
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		status int
		code   string
	}{
		"401":                 {says(401, user), 401, "token_invalid"},
		"403 of a gateway":    {says(403, user), 503, "temporarily_unavailable"},
		"404":                 {says(404, user), 503, "temporarily_unavailable"},
		"429":                 {says(429, user), 503, "temporarily_unavailable"},
		"500":                 {says(500, user), 503, "temporarily_unavailable"},
		"503":                 {says(503, user), 503, "temporarily_unavailable"},
		"another 200":         {says(203, user), 503, "temporarily_unavailable"},
		"a redirect":          {says(302, user), 503, "temporarily_unavailable"},
		"one that keeps GET":  {says(307, user), 503, "temporarily_unavailable"},
		"a line that is cut":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 503, "temporarily_unavailable"},
		"an answer cut short": {says(200, user[:10]), 503, "temporarily_unavailable"},
		"a page":              {says(200, "<html>"), 503, "temporarily_unavailable"},
		"nothing":             {says(200, ""), 503, "temporarily_unavailable"},
		"null":                {says(200, "null"), 503, "temporarily_unavailable"},
		"no id":               {says(200, `{"role":"user"}`), 503, "temporarily_unavailable"},
		"an id in words":      {says(200, `{"id":"7","role":"user"}`), 503, "temporarily_unavailable"},
		"no role":             {says(200, `{"id":7}`), 503, "temporarily_unavailable"},
		"a huge user":         {says(200, `{"id":7,"role":"user","x":"`+strings.Repeat("a", 64<<10)+`"}`), 503, "temporarily_unavailable"},
		"a role unknown here": {says(200, `{"id":7,"role":"auditor"}`), 403, "forbidden"},
	} {
		l := answering(t, c.answer)
		log := logged(func() {
			out, ran := visit(t, l, protect.Users, bearer(token))
			refused(t, name, out, ran, c.status, c.code)
		})
		if len(l.asked()) != 1 {
			t.Errorf("%s: Latchkey was asked %d times", name, len(l.asked()))
		}
		if (c.status == 503) != strings.Contains(log, `"level":"ERROR"`) || strings.Contains(log, token) {
			t.Errorf("%s: the log says %q", name, log)
		}
	}
}

// known, and not among those whom it is for.
func TestGuardRefusesOtherRoles(t *testing.T) {
	for name, c := range map[string]struct {
		role   string
		access protect.Access
	}{
		"staff, to a user":    {"user", protect.Staff},
		"admins, to support":  {"support", protect.Admins},
		"nobody, to an admin": {"admin", protect.Access{}},
	} {
		out, ran := visit(t, answering(t, says(200, `{"id":7,"role":"`+c.role+`"}`)), c.access, bearer(token))
		refused(t, name, out, ran, 403, "forbidden")
	}
}

func TestGuardWithoutLatchkey(t *testing.T) {
	down := answering(t, nil)
	down.Close()
	out, ran := visit(t, down, protect.Users, bearer(token))
	refused(t, "down", out, ran, 503, "temporarily_unavailable")

	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer slow.Close()
	defer close(release)
	guard, err := protect.NewGuard(slow.URL, nil, time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/notes", nil)
	r.Header = bearer(token)
	recorded := httptest.NewRecorder()
	guard.For(protect.Users)(http.NotFoundHandler()).ServeHTTP(recorded, r)
	refused(t, "slow", recorded, nil, 503, "temporarily_unavailable")
}

// Staff whose factor is too weak read their own account, but are nobody to other programs.
func TestStaffWhoMayOnlyEnrol(t *testing.T) {
	l := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"id":7,"role":"admin"}`)) })
	out, ran := visit(t, l, protect.Users, bearer(token))
	refused(t, "weak", out, ran, 403, "factor_required")
}

// A token in the clear is anybody's.
func TestGuardsThatAreNotMade(t *testing.T) {
	for url, timeout := range map[string]time.Duration{
		"http://id.example.com":           time.Second,
		"http://127.0.0.1.example.com":    time.Second,
		"http://localhost@id.example.com": time.Second,
		"id.example.com":                  time.Second,
		"file:///users":                   time.Second,
		"https://id example":              time.Second,
		"":                                time.Second,
		"https://id.example.com":          0,
	} {
		if g, err := protect.NewGuard(url, nil, timeout); err == nil || g != nil {
			t.Errorf("%q, %v: made", url, timeout)
		}
	}
}

// The token goes to Latchkey in the header that it came in, with nothing else of the request.
func TestGuardAdmits(t *testing.T) {
	for role, header := range map[string]http.Header{
		"user":    bearer(token),
		"support": {"Authorization": {"bearer  " + token}},
		"admin":   {"Private-Token": {token}},
	} {
		l := answering(t, says(200, `{"id":9007199254740991,"username":"mary","role":"`+role+`","status":"active"}`))
		given := header.Clone()
		for name, value := range map[string]string{"Cookie": "a=b", "X-Forwarded-For": "1.2.3.4", "X-User-Id": "1", "Traceparent": "00", "Content-Type": "text/plain"} {
			header.Set(name, value)
		}
		for range 2 { // nothing is kept
			out, caller := visit(t, l, protect.Users, header)
			if out.Code != 204 || caller == nil || *caller != (protect.Caller{UserID: 1<<53 - 1, Role: role}) {
				t.Errorf("%s: %d for %v", role, out.Code, caller)
			}
		}
		if len(l.asked()) != 2 {
			t.Fatalf("%s: Latchkey was asked %d times", role, len(l.asked()))
		}
		for name, values := range l.asked()[0].Header {
			if name != "User-Agent" && name != "Accept-Encoding" && !slices.Equal(values, given[name]) {
				t.Errorf("%s: Latchkey was sent %s: %v", role, name, values)
			}
		}
		if r := l.asked()[0]; r.Method != "GET" || r.RequestURI != "/users/me" {
			t.Errorf("%s: asked %s %s", role, r.Method, r.RequestURI)
		}
	}
}

// logged gives what is logged meanwhile.
func logged(do func()) string {
	var log strings.Builder
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	defer slog.SetDefault(before)
	do()
	return log.String()
}
