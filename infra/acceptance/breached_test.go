package acceptance

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// with BreachedPasswords, every function that sets passwords asks the service, as built and as
// template.yaml wires it, and refuses what it knows.
func TestBreachedPasswords(t *testing.T) {
	const stolen = "copper lantern under snow"
	sum := sha1.Sum([]byte(stolen))
	hash := strings.ToUpper(hex.EncodeToString(sum[:]))
	var asked atomic.Int64
	ranges := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if first, _ := strings.CutPrefix(r.URL.Path, "/range/"); first == hash[:5] {
			asked.Add(1)
			_, _ = io.WriteString(w, hash[5:]+":3\r\n")
			return
		}
		_, _ = io.WriteString(w, strings.Repeat("0", 35)+":0\r\n")
	}))
	defer ranges.Close()
	s := startNew(t, "BreachedPasswords="+ranges.URL+"/range/")
	if _, err := s.Invoke(t.Context(), "create-admin", fmt.Appendf(nil, `{"username":"boss","email":"boss@latchkey.example","password":%q}`, stolen)); err == nil || !strings.Contains(err.Error(), "stolen") {
		t.Errorf("create-admin: %v", err)
	}
	boss := s.admin(t)
	s.account(t, "mary", false)
	mary := s.token(t, "mary")
	if a := s.post(t, "/password-reset", `{"email":"mary@latchkey.example"}`); a.status != 202 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	link := mailedToken.FindString(s.newestMail(t, "mary@latchkey.example").Text)
	setting := fmt.Sprintf(`"new_password":%q`, stolen)
	doors := map[string]answer{
		"POST /users/register":             s.post(t, "/users/register", fmt.Sprintf(`{"username":"lucy","email":"lucy@latchkey.example","password":%q}`, stolen)),
		"POST /users/bulk":                 s.do(t, "POST", "/users/bulk", fmt.Sprintf(`{"users":[{"username":"lucy","email":"lucy@latchkey.example","password":%q}]}`, stolen), "PRIVATE-TOKEN", boss),
		"POST /users/{id}/password":        s.do(t, "POST", "/users/me/password", fmt.Sprintf(`{"current_password":%q,%s}`, password, setting), "PRIVATE-TOKEN", mary),
		"POST /password-reset/confirm":     s.post(t, "/password-reset/confirm", fmt.Sprintf(`{"token":%q,%s}`, link, setting)),
		"POST /api/v1/auth/reset-password": s.post(t, "/api/v1/auth/reset-password", fmt.Sprintf(`{"username":"mary","reset_code":"x",%s}`, setting)),
	}
	for name, a := range doors {
		if wanted := map[bool]int{true: 207, false: 422}[name == "POST /users/bulk"]; a.status != wanted || !strings.Contains(a.body, `"breached_password"`) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if n := asked.Load(); n != int64(len(doors)+1) {
		t.Errorf("the service was asked %d times for what %d doors refused", n, len(doors)+1)
	}
	if a := s.post(t, "/password-reset/confirm", fmt.Sprintf(`{"token":%q,"new_password":"another velvet tractor"}`, link)); a.status != 204 {
		t.Errorf("another password by the same link: %d %s", a.status, a.body)
	}
}
