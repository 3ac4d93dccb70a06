package world

import (
	"crypto/sha1" //nolint:gosec // the lists are of SHA-1
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"latchkey/shared/outside/breaches"
)

// ranges is a service that knows one stolen password.
type ranges struct {
	stolen string
	status int
	asked  []string // the addresses that were asked for
}

func (s *ranges) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.Path+" "+r.Header.Get("Add-Padding"))
	sum := sha1.Sum([]byte(s.stolen)) //nolint:gosec // see the import
	hash := strings.ToUpper(hex.EncodeToString(sum[:]))
	w.WriteHeader(s.status)
	for i := range 100 {
		_, _ = fmt.Fprintf(w, "%035X:%d\r\n", i, i%2)
	}
	if strings.HasSuffix(r.URL.Path, "/"+hash[:5]) {
		_, _ = fmt.Fprintf(w, "%s:4711\r\n", hash[5:])
	}
}

// fiveDigits is all that such a service is ever asked.
var fiveDigits = regexp.MustCompile(`^/range/[0-9A-F]{5} true$`)

// RefusesStolenPasswords is the test of every route that sets a password: each looks it up among stolen
// ones, last of all that can be wrong with it, before anything is charged or hashed. Door calls the route
// in a world of its own and gives the reasons of its refusal, as "member: code"; none where it accepts.
func RefusesStolenPasswords(t *testing.T, member string, door func(t *testing.T, w *World, password string) []string) {
	t.Helper()
	const secret = "copper lantern under snow"
	for _, c := range []struct {
		name, password, stolen string
		status                 int
		want                   []string
		asked                  int
	}{
		{"a stolen one", secret, secret, http.StatusOK, []string{member + ": breached_password"}, 1},
		{"another is stolen", secret, "copper lantern under rain", http.StatusOK, nil, 1},
		{"the service fails", secret, secret, http.StatusInternalServerError, nil, 1},
		{"one that is refused anyway", "fourteen chars", "fourteen chars", http.StatusOK, []string{member + ": password_too_short"}, 0},
	} {
		w, service := New(t), &ranges{stolen: c.stolen, status: c.status}
		server := httptest.NewServer(service)
		defer server.Close()
		stolen, err := breaches.New(server.URL+"/range/", server.Client())
		if err != nil {
			t.Fatal(err)
		}
		w.Policy.Stolen = stolen
		if got := door(t, w, c.password); !slices.Equal(got, c.want) || len(service.asked) != c.asked {
			t.Errorf("%s: %v, asked for %v", c.name, got, service.asked)
		}
		for _, asked := range service.asked {
			if !fiveDigits.MatchString(asked) {
				t.Errorf("%s: asked for %s", c.name, asked)
			}
		}
		if charged := w.Count(t)["Throttles"]; c.want != nil && (charged != 0 || w.Hasher.Computed() != 0) {
			t.Errorf("%s: %d charges and %d hashes of what was refused", c.name, charged, w.Hasher.Computed())
		}
	}
}
