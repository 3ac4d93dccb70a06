package acceptance

import (
	"fmt"
	"strings"
	"testing"
)

// If a function's process is killed, its own request fails, and no other.
func TestKilledProcesses(t *testing.T) {
	s := start(t)
	s.account(t, "mary", false)
	token := s.token(t, "mary")
	for round := range 20 {
		cut := make(chan answer)
		go func() {
			a, err := s.send("POST", "/users/login", login("mary", password))
			if err != nil {
				t.Error(err)
			}
			cut <- a
		}()
		s.Kill("login")
		s.Kill("authorizer")
		s.Kill("get-user")
		if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", token); a.status != 200 {
			t.Fatalf("round %d: the request after the kill: %d %s", round, a.status, a.body)
		}
		if a := <-cut; a.status != 200 && a.status != 500 {
			t.Errorf("round %d: the request in the middle: %d %s", round, a.status, a.body)
		}
	}
}

// If SES or SNS refuses a message, the answer is 503 and nothing is changed.
func TestUndeliverable(t *testing.T) {
	s := start(t)
	a := s.post(t, "/users/register", fmt.Sprintf(`{"username":"mary","email":"mary@refused.example","password":%q}`, password))
	if a.status != 503 || a.text("code") != "delivery_failed" || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, table := range []string{"UsersTable", "ClaimsTable", "PasscodesTable"} {
		if n := len(s.scan(t, table)); n != 0 {
			t.Errorf("%d items in %s", n, table)
		}
	}
	if strings.Contains(s.log.String(), "mary@") {
		t.Error("R-143: the address is in the log")
	}
}

// one answer, byte for byte less the request's id, to all who cannot sign in.
func TestUniformRefusal(t *testing.T) {
	s := start(t)
	s.account(t, "mary", false)
	s.account(t, "anne", false)
	s.setStatus(t, "anne", "disabled")
	var answers []string
	for name, secret := range map[string]string{"nobody": password, "mary": "quite another long password", "anne": password} {
		a := s.post(t, "/users/login", login(name, secret))
		if a.status != 401 {
			t.Errorf("%s: %d", name, a.status)
		}
		for _, name := range []string{"Date", "Apigw-Requestid", "X-Request-Id"} {
			a.header.Del(name)
		}
		answers = append(answers, strings.ReplaceAll(a.body, a.text("request_id"), "ID")+fmt.Sprint(a.header))
	}
	for _, other := range answers[1:] {
		if other != answers[0] {
			t.Errorf("two answers:\n%s\n%s", answers[0], other)
		}
	}
}
