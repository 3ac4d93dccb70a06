package acceptance

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/token"
)

// pinned makes a user who has a PIN.
func (s service) pinned(t *testing.T) (mary, pin string) {
	t.Helper()
	s.account(t, "mary", false)
	mary = s.token(t, "mary")
	a := s.do(t, "POST", ownPIN, "", "PRIVATE-TOKEN", mary)
	if pin = a.text("pin"); a.status != 201 || len(pin) != 6 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return mary, pin
}

// no route accepts the PIN in place of a code or a password.
func TestPINOpensNothing(t *testing.T) {
	s := start(t)
	mary, pin := s.pinned(t)
	s.account(t, "anne", true)
	for name, a := range map[string]answer{
		"as a password":             s.post(t, "/users/login", login("mary", pin)),
		"as a code to sign in":      s.post(t, "/2fa", reply(s.post(t, "/users/login", login("anne", password)).text("challenge.id"), pin)),
		"as a challenge":            s.post(t, "/2fa", reply(pin, pin)),
		"as a code to confirm":      s.post(t, "/users/confirm", reply(pin, pin)),
		"as a bearer's token":       s.do(t, "GET", "/users/me", "", "Authorization", "Bearer "+pin),
		"as a private token":        s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", pin),
		"as a session":              s.do(t, "POST", "/users/logout", "", "PRIVATE-TOKEN", string(token.Session)+pin),
		"as a link to reset":        s.post(t, "/password-reset/confirm", fmt.Sprintf(`{"token":%q,"new_password":%q}`, pin, "quite another password")),
		"as the current password":   s.do(t, "POST", "/users/me/password", fmt.Sprintf(`{"current_password":%q,"new_password":%q}`, pin, "quite another password"), "PRIVATE-TOKEN", mary),
		"as the code of a deletion": s.given(t, "DELETE", "/users/me", "", pin, mary),
		"as that of a new address":  s.given(t, "PATCH", "/users/me", `{"email":"rose@latchkey.example"}`, pin, mary),
	} {
		if a.status != 401 && a.status != 403 && a.status != 410 && a.status != 422 || a.text("token") != "" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", mary); a.status != 200 || a.text("email") != "mary@latchkey.example" {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// given repeats a request that asks for a code, with one.
func (s service) given(t *testing.T, method, path, body, code, token string) answer {
	t.Helper()
	challenge := s.do(t, method, path, body, "PRIVATE-TOKEN", token).text("challenge.id")
	if challenge == "" {
		t.Fatalf("%s %s asks for no code", method, path)
	}
	return s.do(t, method, path, body, "PRIVATE-TOKEN", token, "Challenge-Id", challenge, "Challenge-Code", code)
}

// the PIN is in no table, no log, and no answer but those it is for.
func TestPINIsNowhereElse(t *testing.T) {
	s := start(t)
	mary, pin := s.pinned(t)
	boss := s.admin(t)
	id := fmt.Sprintf("%.0f", s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", mary).at("id"))
	if a := s.do(t, "POST", pinOf(id)+"/verify", `{"pin":"`+pin+`"}`, "PRIVATE-TOKEN", boss); a.status != 200 || a.at("valid") != true {
		t.Errorf("%d %s", a.status, a.body)
	}
	s.do(t, "POST", pinOf(id)+"/verify", `{"pin":"`+pin+`","x":1}`, "PRIVATE-TOKEN", boss)
	s.do(t, "POST", pinOf(id)+"/verify", `{"pin":"`+pin+`0"}`, "PRIVATE-TOKEN", boss)
	alone := regexp.MustCompile(`(?:^|[^0-9A-Za-z])` + pin + `(?:[^0-9A-Za-z]|$)`)
	for _, path := range []string{"/users/me", "/users/me/export", "/users/me/sessions"} {
		if a := s.do(t, "GET", path, "", "PRIVATE-TOKEN", mary); a.status != 200 || alone.MatchString(a.body) {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if a := s.do(t, "GET", "/users/me/export", "", "PRIVATE-TOKEN", mary); a.text("support_pin.expires_at") == "" {
		t.Errorf("the export has no word of it: %s", a.body)
	}
	for _, table := range s.Tables {
		for _, item := range s.scan(t, table.LogicalID) {
			if alone.MatchString(dump(item)) {
				t.Errorf("it stands in %s", table.LogicalID)
			}
		}
	}
	if alone.MatchString(s.log.String()) || !strings.Contains(s.log.String(), "/verify") {
		t.Error("it stands in the log, or there is no log")
	}
}

// A user who is deleted leaves no PIN.
func TestDeletionTakesThePIN(t *testing.T) {
	s := start(t)
	mary, _ := s.pinned(t)
	challenge := s.do(t, "DELETE", "/users/me", "", "PRIVATE-TOKEN", mary).text("challenge.id")
	a := s.do(t, "DELETE", "/users/me", "", "PRIVATE-TOKEN", mary, "Challenge-Id", challenge, "Challenge-Code", s.code(t, "mary@latchkey.example"))
	if n := len(s.scan(t, "SupportPinsTable")); a.status != 204 || n != 0 {
		t.Errorf("%d %s, %d PINs", a.status, a.body, n)
	}
}

// The lifetime is a parameter of the template.
func TestPINHours(t *testing.T) {
	s := startNew(t, "SupportPinHours=1")
	s.account(t, "mary", false)
	before := time.Now().Truncate(time.Second)
	a := s.do(t, "POST", ownPIN, "", "PRIVATE-TOKEN", s.token(t, "mary"))
	expiry, err := time.Parse(time.RFC3339, a.text("expires_at"))
	if made := expiry.Add(-time.Hour); err != nil || made.Before(before) || made.After(time.Now()) {
		t.Errorf("%d %s, %v", a.status, a.body, err)
	}
}
