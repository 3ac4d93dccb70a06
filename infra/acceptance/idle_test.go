package acceptance

import (
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func ago(d time.Duration) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(time.Now().Add(-d).Unix(), 10)}
}

// with SessionIdleMinutes, Latchkey and the gateways of other teams record a use, and an unused
// session ends while it is still stored.
func TestIdleSessionsEnd(t *testing.T) {
	s := startNew(t, "SessionIdleMinutes=15")
	n := beside(t, s)
	s.account(t, "mary", false)
	mary := s.token(t, "mary")
	for name, use := range map[string]func() answer{
		"here":   func() answer { return s.do(t, "GET", "/users/me/sessions", "", "PRIVATE-TOKEN", mary) },
		"theirs": func() answer { return n.do(t, "GET", "/notes/mine", "", "PRIVATE-TOKEN", mary) },
	} {
		s.setAll(t, "SessionsTable", "used_at", ago(5*time.Minute))
		s.setAll(t, "SessionsTable", "created_at", ago(time.Hour))
		if a := use(); a.status != 200 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		if used := s.scan(t, "SessionsTable")[0]["used_at"].(*types.AttributeValueMemberN).Value; used <= ago(time.Minute).(*types.AttributeValueMemberN).Value {
			t.Errorf("%s: no use was recorded since %s", name, used)
		}
		s.setAll(t, "SessionsTable", "used_at", ago(15*time.Minute))
		if a := use(); a.status < 401 || a.status > 403 || len(s.scan(t, "SessionsTable")) != 1 {
			t.Errorf("%s, idle: %d %s", name, a.status, a.body)
		}
	}
}

// the setting of now counts, and not when the session was to end. Lists show when it ends.
func TestSessionHours(t *testing.T) {
	s := startNew(t, "SessionHours=2")
	s.account(t, "mary", false)
	mary := s.token(t, "mary")
	began := ago(time.Hour)
	s.setAll(t, "SessionsTable", "created_at", began)
	a := s.do(t, "GET", "/users/me/sessions", "", "PRIVATE-TOKEN", mary)
	seconds, _ := strconv.ParseInt(began.(*types.AttributeValueMemberN).Value, 10, 64)
	if want := time.Unix(seconds, 0).Add(2 * time.Hour).UTC().Format(time.RFC3339); a.text("sessions.0.expires_at") != want {
		t.Errorf("want until %s: %d %s", want, a.status, a.body)
	}
	s.setAll(t, "SessionsTable", "created_at", ago(2*time.Hour))
	if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", mary); a.status != 401 || a.text("code") != "token_invalid" {
		t.Errorf("after two hours: %d %s", a.status, a.body)
	}
}

// A sign-in with a valid token takes the place of its session, with a second factor too.
func TestSignInRenews(t *testing.T) {
	s := start(t)
	s.account(t, "mary", false)
	s.account(t, "anne", true)
	old := s.token(t, "mary")
	a := s.do(t, "POST", "/users/login", login("mary", password), "PRIVATE-TOKEN", old)
	s.replaced(t, old, a)

	challenge := s.post(t, "/users/login", login("anne", password)).text("challenge.id")
	old = s.post(t, "/2fa", reply(challenge, s.code(t, "anne@latchkey.example"))).text("token")
	challenge = s.do(t, "POST", "/users/login", login("anne", password), "PRIVATE-TOKEN", old).text("challenge.id")
	if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", old); a.status != 200 {
		t.Errorf("before the code: %d %s", a.status, a.body)
	}
	a = s.do(t, "POST", "/2fa", reply(challenge, s.code(t, "anne@latchkey.example")), "Authorization", "Bearer "+old)
	s.replaced(t, old, a)
}

func (s service) replaced(t *testing.T, old string, renewed answer) {
	t.Helper()
	before := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", old)
	after := s.do(t, "GET", "/users/me/sessions", "", "PRIVATE-TOKEN", renewed.text("token"))
	if renewed.status != 200 || before.status != 401 || after.status != 200 || after.text("sessions.0.id") == "" || after.text("sessions.1.id") != "" {
		t.Errorf("%d %s, the old one %d, the new one %d %s", renewed.status, renewed.body, before.status, after.status, after.body)
	}
}
