package acceptance

import (
	"fmt"
	"testing"
)

// the keys are rotated while a challenge and a PIN are valid. Processes from before and after
// the rotation accept them, and no user is locked out or let in by it.
func TestKeysRotate(t *testing.T) {
	s := startNew(t)
	mary, pin := s.pinned(t)
	s.account(t, "anne", true)
	boss := s.admin(t)
	id := fmt.Sprintf("%.0f", s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", mary).at("id"))
	verify := func(pin string) any {
		return s.do(t, "POST", pinOf(id)+"/verify", fmt.Sprintf(`{"pin":%q}`, pin), "PRIVATE-TOKEN", boss).at("valid")
	}
	own := func() answer { return s.do(t, "GET", ownPIN, "", "PRIVATE-TOKEN", mary) }
	challenge := func() (id, code string) {
		a := s.post(t, "/users/login", login("anne", password))
		return a.text("challenge.id"), s.code(t, "anne@latchkey.example")
	}
	if verify(pin) != true || own().text("pin") != pin { // processes are running
		t.Fatal("the PIN is not good")
	}

	live, code := challenge()
	for range 5 {
		s.post(t, "/users/login", login("mary", "not the password at all"))
	}
	for _, secret := range []string{"PasscodeKey", "PinKey"} {
		if err := s.Rotate(secret); err != nil {
			t.Fatal(err)
		}
	}
	if a := s.post(t, "/users/login", login("mary", password)); a.status != 429 {
		t.Errorf("a rotation forgets wrong passwords: %d", a.status)
	}
	if a := s.post(t, "/2fa", reply(live, other(code))); a.status != 401 {
		t.Errorf("a wrong code: %d %s", a.status, a.body)
	}
	if a := s.post(t, "/2fa", reply(live, code)); a.status != 200 {
		t.Errorf("a code of before, where the old key is known: %d %s", a.status, a.body)
	}

	live, code = challenge() // under the old key still
	s.Kill("two-factor")
	if a := s.post(t, "/2fa", reply(live, code)); a.status != 200 {
		t.Errorf("a code of before, where the new key is current: %d %s", a.status, a.body)
	}
	s.Kill("get-support-pin")
	if own().text("pin") != pin || verify(pin) != true || verify(other(pin)) != false {
		t.Error("the PIN of before is not what it was")
	}

	s.Kill("create-support-pin")
	pin = s.do(t, "POST", ownPIN, "", "PRIVATE-TOKEN", mary).text("pin") // under the new key
	if verify(pin) != true || verify(other(pin)) != false {
		t.Error("a PIN of the new key, where only the old one was known, is not good")
	}
}

// a key is good for one rotation and no more. What was made with it is no longer valid.
func TestKeysRetire(t *testing.T) {
	s := startNew(t)
	mary, _ := s.pinned(t)
	s.account(t, "anne", true)
	live := s.post(t, "/users/login", login("anne", password)).text("challenge.id")
	code := s.code(t, "anne@latchkey.example")
	for _, secret := range []string{"PasscodeKey", "PinKey", "PasscodeKey", "PinKey"} {
		if err := s.Rotate(secret); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"two-factor", "get-support-pin"} {
		s.Kill(name)
	}
	if a := s.post(t, "/2fa", reply(live, code)); a.status != 410 || a.text("code") != "challenge_closed" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := s.do(t, "GET", ownPIN, "", "PRIVATE-TOKEN", mary); a.status != 404 || a.text("code") != "support_pin_not_found" {
		t.Errorf("%d %s", a.status, a.body)
	}
}
