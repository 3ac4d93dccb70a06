package acceptance

import (
	"fmt"
	"maps"
	"testing"
)

// fifty right answers, one session.
func TestRightCodeInParallel(t *testing.T) {
	s := start(t)
	s.account(t, "mary", true)
	challenge := s.post(t, "/users/login", login("mary", password)).text("challenge.id")
	code := s.code(t, "mary@latchkey.example")
	got := parallel(t, func(int) (answer, error) { return s.send("POST", "/2fa", reply(challenge, code)) })
	if !maps.Equal(got, map[int]int{200: 1, 410: 49}) {
		t.Errorf("%v", got)
	}
	if n := len(s.scan(t, "SessionsTable")); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// fifty wrong answers, then the right one.
func TestWrongCodesInParallel(t *testing.T) {
	s := start(t)
	s.account(t, "mary", true)
	challenge := s.post(t, "/users/login", login("mary", password)).text("challenge.id")
	code := s.code(t, "mary@latchkey.example")
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	got := parallel(t, func(int) (answer, error) { return s.send("POST", "/2fa", reply(challenge, wrong)) })
	if !maps.Equal(got, map[int]int{401: 5, 410: 45}) {
		t.Errorf("%v", got)
	}
	if a := s.post(t, "/2fa", reply(challenge, code)); a.status != 410 {
		t.Errorf("then the right one: %d %s", a.status, a.body)
	}
	if n := len(s.scan(t, "SessionsTable")); n != 0 {
		t.Errorf("%d sessions", n)
	}
}

// of fifty registrations of one name, and of one address, one is made and no other
// leaves a claim behind.
func TestRegistrationsInParallel(t *testing.T) {
	for _, c := range []struct{ name, username, email string }{
		{"one username", "mary", "mary%d@latchkey.example"},
		{"one address", "mary%d", "mary@latchkey.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t)
			number := func(form string, i int) string {
				if form == "mary" || form == "mary@latchkey.example" {
					return form
				}
				return fmt.Sprintf(form, i)
			}
			got := parallel(t, func(i int) (answer, error) {
				return s.send("POST", "/users/register",
					fmt.Sprintf(`{"username":%q,"email":%q,"password":%q}`, number(c.username, i), number(c.email, i), password))
			})
			if !maps.Equal(got, map[int]int{201: 1, 409: 49}) {
				t.Errorf("%v", got)
			}
			if users, claims := len(s.scan(t, "UsersTable")), len(s.scan(t, "ClaimsTable")); users != 1 || claims != 2 {
				t.Errorf("%d users, %d claims", users, claims)
			}
			if n := s.Outbox.Delivered(); n != 1 {
				t.Errorf("%d messages", n)
			}
		})
	}
}
