package acceptance

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/infra/smoke"
)

// try runs the smoke test as an operator does, who has the admin's password.
func try(t *testing.T, api string) (smoke.Count, string) {
	t.Helper()
	var said strings.Builder
	count, err := smoke.Run(t.Context(), smoke.Options{
		API:      api,
		Template: filepath.Join(root, "template.yaml"),
		Admin:    smoke.Admin{Username: "boss", Email: "boss@latchkey.example", Password: password},
		Out:      &said,
	})
	if err != nil {
		t.Fatal(err)
	}
	return count, said.String()
}

func TestSmokeNamesWhatIsBroken(t *testing.T) {
	s := start(t)
	s.boss(t)
	users := len(s.scan(t, "UsersTable"))
	for _, c := range []struct {
		broken, answer string
		status         int
		want           []string
	}{
		// A route that an import left out, a function that does not start, an authorizer that fails.
		{"POST /2fa", `{"message":"Not Found"}`, http.StatusNotFound, []string{"two-factor: POST /2fa answered 404", "an admin signs in: "}},
		{"GET /users/1/sessions", `{"message":"Internal Server Error"}`, http.StatusInternalServerError, []string{"list-sessions: GET /users/1/sessions answered 500"}},
		{"GET /users/me", `{"message":"Forbidden"}`, http.StatusForbidden, []string{"the token works in either header: "}},
	} {
		count, said := try(t, breaking(t, s.URL, c.broken, c.status, c.answer))
		if count.Failed == 0 {
			t.Errorf("%s is broken, and nothing failed:\n%s", c.broken, said)
		}
		for _, want := range c.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s is broken, and %q is not said:\n%s", c.broken, want, said)
			}
		}
	}
	if left := len(s.scan(t, "UsersTable")); left != users {
		t.Errorf("%d users are left, of %d", left, users)
	}
}

// breaking stands before the service and answers one request in its place.
func breaking(t *testing.T, service, request string, status int, answer string) string {
	t.Helper()
	target, err := url.Parse(service)
	if err != nil {
		t.Fatal(err)
	}
	pass := httputil.NewSingleHostReverseProxy(target)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method+" "+r.URL.Path != request {
			pass.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

func TestSmokePassesAndLeavesNothing(t *testing.T) {
	for _, mode := range []string{"open", "key"} {
		t.Run(mode, func(t *testing.T) {
			s := startNew(t, "RegistrationMode="+mode)
			s.boss(t)
			count, said := try(t, s.URL)
			if count.Failed > 0 || count.Passed < 22 || count.Skipped > 1 { // a rotation
				t.Errorf("%+v\n%s", count, said)
			}
			for table, want := range map[string]int{"UsersTable": 1, "SessionsTable": 0, "RegistrationKeysTable": 0, "SupportPinsTable": 0} {
				if got := len(s.scan(t, table)); got != want {
					t.Errorf("%s has %d items, not %d", table, got, want)
				}
			}
		})
	}
}

// boss is made as a deployer makes the first admin.
func (s service) boss(t *testing.T) {
	t.Helper()
	admin := `{"username":"boss","email":"boss@latchkey.example","password":"` + password + `"}`
	if _, err := s.Invoke(t.Context(), "create-admin", []byte(admin)); err != nil {
		t.Fatal(err)
	}
}
