package acceptance

import (
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
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

// fifty posts of one code of an authenticator, one session, and its user signs in right after.
func TestRightTOTPCodeInParallel(t *testing.T) {
	s := start(t)
	s.account(t, "mary", false)
	sc := &scene{service: s, people: map[string]*person{}}
	challenge, err := sc.waiting(t.Context(), "mary", "phone")
	app := sc.person("mary").apps["phone"]
	code, codeErr := app.code()
	if err != nil || codeErr != nil {
		t.Fatal(err, codeErr)
	}
	before := len(s.scan(t, "SessionsTable"))
	got := parallel(t, func(int) (answer, error) { return s.send("POST", "/2fa", reply(challenge, code)) })
	if !maps.Equal(got, map[int]int{200: 1, 410: 49}) {
		t.Errorf("%v", got)
	}
	if n := len(s.scan(t, "SessionsTable")) - before; n != 1 {
		t.Errorf("%d sessions", n)
	}
	challenge = s.post(t, "/users/login", login("mary", password)).text("challenge.id")
	if a := s.post(t, "/2fa", reply(challenge, app.next(t))); a.status != 200 {
		t.Errorf("right after: %d %s", a.status, a.body)
	}
}

// Fifty posts of one recovery code, one session, and the next code signs in right after.
func TestRecoveryCodeInParallel(t *testing.T) {
	s := start(t)
	s.account(t, "mary", false)
	sc := &scene{service: s, people: map[string]*person{}}
	challenge, err := sc.waiting(t.Context(), "mary", "phone")
	if err != nil {
		t.Fatal(err)
	}
	before, codes := len(s.scan(t, "SessionsTable")), sc.person("mary").recovery
	got := parallel(t, func(int) (answer, error) { return s.send("POST", "/2fa", reply(challenge, codes[0])) })
	if got[200] != 1 || got[410]+got[401] != 49 {
		t.Errorf("%v", got)
	}
	if n := len(s.scan(t, "SessionsTable")) - before; n != 1 {
		t.Errorf("%d sessions", n)
	}
	challenge = s.post(t, "/users/login", login("mary", password)).text("challenge.id")
	if a := s.post(t, "/2fa", reply(challenge, codes[1])); a.status != 200 || a.at("recovery_codes_left") != 8.0 {
		t.Errorf("right after: %d %s", a.status, a.body)
	}
}

// register registers as clients should: while the service or its gateway is busy it is asked again, with
// the key by which it knows the request. A machine under load may be too slow for fifty at once.
func (s service) register(i int, body string) (answer, error) {
	key := fmt.Sprintf("registration-%d", i)
	for range 200 {
		a, err := s.send("POST", "/users/register", body, "Idempotency-Key", key)
		switch {
		case err != nil:
			return a, err
		case a.text("code") == "request_in_progress":
			time.Sleep(time.Second)
		case a.status != 503:
			return a, nil
		}
	}
	return answer{}, errors.New("the service stays busy")
}

// of fifty registrations of one name, one is made and no other leaves a claim behind.
func TestRegistrationsOfOneName(t *testing.T) {
	s := start(t)
	got := parallel(t, func(i int) (answer, error) {
		return s.register(i, fmt.Sprintf(`{"username":"mary","email":"mary%d@latchkey.example","password":%q}`, i, password))
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
}

// of fifty who register with one address, as many as it may be mailed have an account
// that waits, and the others leave nothing behind.
func TestRegistrationsWithOneAddress(t *testing.T) {
	s := start(t)
	got := parallel(t, func(i int) (answer, error) {
		return s.register(i, fmt.Sprintf(`{"username":"mary%d","email":"mary@latchkey.example","password":%q}`, i, password))
	})
	made := got[201]
	if made < 1 || made > 10 || made+got[429] != 50 || s.Outbox.Delivered() != made {
		t.Errorf("%v, %d messages", got, s.Outbox.Delivered())
	}
	users := map[string]bool{}
	for _, u := range s.scan(t, "UsersTable") {
		users[fmt.Sprint(u["id"])] = true
	}
	for _, c := range s.scan(t, "ClaimsTable") {
		if holder, _ := c["user_id"].(*types.AttributeValueMemberN); holder == nil || len(users) != made {
			t.Errorf("%d users, and the claim %v", len(users), c)
		}
	}
}
