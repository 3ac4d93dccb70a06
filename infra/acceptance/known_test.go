package acceptance

import (
	"errors"
	"fmt"
	"testing"

	"latchkey/shared/domain/token"
)

// renewed has an owner sign in, on a device that may be known already, which is to be remembered.
func (o *owner) renewed(t *testing.T, known string) (device string) {
	t.Helper()
	body := fmt.Sprintf(`{"username":%q,"password":%q,"remember_device":true}`, o.name, o.secret)
	a := o.call(t, "POST", "/users/login", body, "Device-Token", known)
	if a.status == 202 {
		a = o.call(t, "POST", "/2fa", reply(a.text("challenge.id"), o.code(t, o.email())), "Device-Token", known)
	}
	if device = a.text("device_token"); a.status != 200 || device == "" {
		t.Fatalf("the device is not known: %d %s", a.status, a.body)
	}
	return device
}

// A device that is remembered again has another token, and the old one is gone. The next device that is
// remembered after a new password has those removed that the password ended. Both hold where the password is
// enough to sign in, and where a code follows.
func TestKnownDevicesGiveWay(t *testing.T) {
	for name, twoFactor := range map[string]bool{"by the password": false, "by a code": true} {
		t.Run(name, func(t *testing.T) {
			s := startNew(t, "BackendSecret="+backendSecret)
			o := &owner{network: network{service: s, address: "203.0.113.1"}, name: "mary", secret: password}
			o.account(t, o.name, twoFactor)
			only := func(device string) {
				t.Helper()
				shown, _ := token.Parse(token.Device, device)
				all := s.scan(t, "DevicesTable")
				if len(all) != 1 || words(all[0]["token_hash"]) != shown.Hash() {
					t.Errorf("%d devices are stored, or another one", len(all))
				}
			}
			first := o.renewed(t, "")
			only(first)
			second := o.renewed(t, first)
			only(second)
			if a := o.reset(t); a.status != 204 {
				t.Fatalf("%d %s", a.status, a.body)
			}
			only(second)
			only(o.renewed(t, ""))
		})
	}
}

// nextShown is the code that an app shows, as if it was not used yet.
func (s *scene) nextShown(t *testing.T, p *person, app string) string {
	t.Helper()
	code, err := p.apps[app].code()
	if err := errors.Join(err, s.rewrite(t.Context(), "FactorsTable", "last_step", "1", "user_id", "id")); err != nil {
		t.Fatal(err)
	}
	return code
}

// somebody who has a session of the user's guesses codes until the account takes no more. On the
// known device the user still proves that a factor is to go.
func TestAFactorIsRemovedOnAKnownDevice(t *testing.T) {
	s := stage(t)
	mary := s.guarded(t, "mary", "phone")
	removal := "/users/me/factors/" + mary.apps["phone"].id
	remove := func(headers ...string) answer {
		t.Helper()
		return s.do(t, "DELETE", removal, "", append(headers, "PRIVATE-TOKEN", mary.token)...)
	}
	answered := func(a answer, code string, headers ...string) answer {
		t.Helper()
		return remove(append(headers, "Challenge-Id", a.text("challenge.id"), "Challenge-Code", code)...)
	}
	right := func() string { return s.nextShown(t, mary, "phone") }
	for range 2 {
		asked := remove()
		for range 5 {
			if a := answered(asked, other(right())); a.status != 401 {
				t.Errorf("a wrong code: %d %s", a.status, a.body)
			}
		}
	}
	if a := answered(remove(), right()); a.status != 429 {
		t.Errorf("elsewhere: %d %s", a.status, a.body)
	}
	asked := remove("Device-Token", mary.device)
	if a := answered(asked, right(), "Device-Token", mary.device); a.status != 204 || s.stored(t, "FactorsTable", mary.id) != 0 {
		t.Errorf("on the known device: %d %s", a.status, a.body)
	}
}

// a sign-in by passkey that has the token of a session takes its place.
func TestASignInByPasskeyRenewsASession(t *testing.T) {
	s := stage(t)
	mary := s.person("mary")
	if err := all(
		func() error { return s.user("mary", false) },
		func() (err error) { mary.token, err = s.signIn(mary, "mary"); return err },
		func() error { return s.hasPasskey("mary", "laptop") },
	); err != nil {
		t.Fatal(err)
	}
	before := mary.token
	if err := all(
		func() error { return s.say(request{method: "POST", path: "/passkeys/begin"}) },
		func() error { return s.sign("mary", "laptop", "") },
		func() error { return s.expect(200) },
	); err != nil {
		t.Fatal(err)
	}
	for token, status := range map[string]int{before: 401, mary.token: 200} {
		if a := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", token); a.status != status {
			t.Errorf("%d instead of %d: %s", a.status, status, a.body)
		}
	}
	if n := len(s.scan(t, "SessionsTable")); before == mary.token || n != 1 {
		t.Errorf("%d sessions are stored", n)
	}
}
