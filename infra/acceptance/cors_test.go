package acceptance

import (
	"net/http"
	"strings"
	"testing"
)

// headersOfClients are those that clients send by the contract. A page may send no other than are allowed.
var headersOfClients = []string{"Authorization", "Content-Type", "PRIVATE-TOKEN", "Challenge-Id", "Challenge-Code", "Idempotency-Key", "Device-Token"}

// a page of a listed origin may call every route and read what it answers, refusals among it; a
// page of another origin is not let in by its browser, and reads nothing.
func TestPagesOfOtherOrigins(t *testing.T) {
	const app, evil = "https://app.example", "https://evil.example"
	s := startNew(t, "AllowedOrigins="+app+",http://localhost:5173")
	s.account(t, "mary", false)
	for _, o := range operations(t) {
		path := parameters.Replace(o.Path)
		for origin, allowed := range map[string]string{app: app, "http://localhost:5173": "http://localhost:5173", evil: "", "null": ""} {
			a := s.do(t, "OPTIONS", path, "", "Origin", origin, "Access-Control-Request-Method", o.Method)
			if a.status != http.StatusNoContent || a.header.Get("Access-Control-Allow-Origin") != allowed {
				t.Errorf("%s %s asked by %s: %d %v", o.Method, path, origin, a.status, a.header)
			}
			if allows := strings.Contains(a.header.Get("Access-Control-Allow-Methods"), o.Method); allows != (allowed != "") {
				t.Errorf("%s %s asked by %s: %v", o.Method, path, origin, a.header)
			}
		}
	}
	preflight := s.do(t, "OPTIONS", "/users/me", "", "Origin", app, "Access-Control-Request-Method", "PATCH")
	for _, name := range headersOfClients {
		if !strings.Contains(preflight.header.Get("Access-Control-Allow-Headers"), strings.ToLower(name)) {
			t.Errorf("a page may not send %s", name)
		}
	}
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/health", "", 200},
		{"GET", "/users/me", "", 401},
		{"POST", "/users/login", `{"username":"mary","password":"` + password + `"}`, 200},
		{"POST", "/users/login", `{"username":"mary","password":"wrong wrong wrong wrong"}`, 401},
	} {
		for origin, allowed := range map[string]string{app: app, evil: "", "": ""} {
			a := s.do(t, c.method, c.path, c.body, "Origin", origin)
			if a.status != c.status || a.header.Get("Access-Control-Allow-Origin") != allowed || a.header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s %s from %q: %d %s %v", c.method, c.path, origin, a.status, a.body, a.header)
			}
			if shown := a.header.Get("Access-Control-Expose-Headers"); (shown == "x-request-id,retry-after") != (allowed != "") {
				t.Errorf("%s %s from %q shows %q", c.method, c.path, origin, shown)
			}
		}
	}
}
