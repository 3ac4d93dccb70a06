package acceptance

import (
	"fmt"
	"regexp"
	"testing"
)

var cancelToken = regexp.MustCompile(`lkc_[A-Za-z0-9_-]+`)

// an account whose address nobody has confirmed: the address is corrected, another code is
// mailed where the challenge is used up, and the owner of the address ends the account.
func TestUnconfirmedAccounts(t *testing.T) {
	s := startNew(t, "RegistrationMode=key")
	admin := s.admin(t)
	keys := s.issue(t, admin, `{"count":3}`)
	register := func(name, email string, key int) answer {
		t.Helper()
		a := s.post(t, "/users/register", fmt.Sprintf(`{"username":%q,"email":%q,"password":%q,"registration_key":%q}`, name, email, password, keys[key].Key))
		if a.status != 201 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return a
	}

	mistyped := register("mary", "mary@exmaple.example", 0)
	corrected := s.post(t, "/2fa/resend", fmt.Sprintf(`{"challenge_id":%q,"email":"mary@latchkey.example"}`, mistyped.text("challenge.id")))
	if corrected.status != 202 || corrected.text("challenge.sent_to") != "m***@latchkey.example" {
		t.Fatalf("%d %s", corrected.status, corrected.body)
	}
	if a := s.post(t, "/users/confirm", reply(corrected.text("challenge.id"), s.code(t, "mary@latchkey.example"))); a.status != 200 {
		t.Errorf("the corrected address: %d %s", a.status, a.body)
	}

	usedUp := register("anne", "anne@latchkey.example", 1)
	for range 5 {
		s.post(t, "/users/confirm", reply(usedUp.text("challenge.id"), "000000"))
	}
	again := s.post(t, "/users/login", login("anne", password))
	if again.status != 403 || again.text("challenge.id") == usedUp.text("challenge.id") || len(s.Outbox.Messages("anne@latchkey.example")) != 2 {
		t.Errorf("after five wrong codes: %d %s", again.status, again.body)
	}
	open := s.post(t, "/users/login", login("anne", password))
	if open.text("challenge.id") != again.text("challenge.id") || len(s.Outbox.Messages("anne@latchkey.example")) != 2 {
		t.Errorf("while one is open: %d %s", open.status, open.body)
	}

	register("rose", "rose@latchkey.example", 2)
	token := cancelToken.FindString(s.Outbox.Messages("rose@latchkey.example")[0].Text)
	for n, want := range []int{204, 410} {
		if a := s.post(t, "/users/register/cancel", fmt.Sprintf(`{"token":%q}`, token)); a.status != want {
			t.Errorf("press %d: %d %s", n+1, a.status, a.body)
		}
	}
	if a := s.post(t, "/users/login", login("rose", password)); a.status != 401 {
		t.Errorf("the account that was ended: %d %s", a.status, a.body)
	}
}
