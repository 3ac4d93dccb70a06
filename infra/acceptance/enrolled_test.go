package acceptance

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// stage is a scene outside of a feature.
func stage(t *testing.T) *scene {
	t.Helper()
	return &scene{service: start(t), people: map[string]*person{}}
}

// guarded makes a user with an authenticator, who is known on a device.
func (s *scene) guarded(t *testing.T, name, app string) *person {
	t.Helper()
	p := s.person(name)
	if err := all(
		func() error { return s.user(name, false) },
		func() error { _, err := s.ids(name); return err },
		func() (err error) { p.token, err = s.signIn(p, name); return err },
		func() error { return s.enrol(name, app) },
		func() error {
			return s.post("/users/login", map[string]any{"username": name, "password": password, "remember_device": true})
		},
		func() error { return s.giveShown(t.Context(), name, app) },
		func() error { return s.expect(200) },
	); err != nil {
		t.Fatal(err)
	}
	if p.token, p.device = s.last.text("token"), s.last.text("device_token"); p.device == "" {
		t.Fatalf("the device is not known: %s", s.last.body)
	}
	return p
}

// staff makes an admin who is signed in and has what a function enrols, long enough to prove what they do.
func (s *scene) staff(t *testing.T, name string, enrol func() error) {
	t.Helper()
	p := s.person(name)
	if err := all(
		func() error { return s.admin(t.Context(), name) },
		func() (err error) { p.token, err = s.signIn(p, name); return err },
		enrol,
		func() error { return s.rewrite(t.Context(), "UsersTable", "totp_since", "1", "id") },
		func() error { return s.rewrite(t.Context(), "UsersTable", "passkey_since", "1", "id") },
	); err != nil {
		t.Fatal(err)
	}
}

// addPasskey enrols a passkey of somebody who has codes by mail.
func (s *scene) addPasskey(name, key string) error {
	r := request{method: "POST", path: "/users/me/factors", body: fmt.Sprintf(`{"type":"passkey","name":%q}`, key), token: s.person(name).token}
	return all(
		func() error { return s.say(r) },
		func() error {
			code, err := s.newest(s.person(name).email)
			return errors.Join(err, s.give(code))
		},
		func() error { return s.expect(201) },
		func() error { return s.makePasskey(name, key) },
		func() error { return s.expect(200) })
}

// stored counts what a table has of a user.
func (s *scene) stored(t *testing.T, logical, user string) (n int) {
	t.Helper()
	for _, item := range s.scan(t, logical) {
		if id, ok := item["user_id"].(*types.AttributeValueMemberN); ok && id.Value == user {
			n++
		}
	}
	return n
}

// gone looks for what is left of a user who was guarded.
func (s *scene) gone(t *testing.T, before map[string]int, user string) {
	t.Helper()
	for logical, n := range before {
		if left := s.stored(t, logical, user); n == 0 || left != 0 {
			t.Errorf("%s has %d of the user's %d", logical, left, n)
		}
	}
}

// held is what is stored of a user beside their account.
func (s *scene) held(t *testing.T, user string) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, logical := range []string{"FactorsTable", "DevicesTable", "SessionsTable"} {
		all[logical] = s.stored(t, logical, user)
	}
	return all
}

// an admin deletes users who have an authenticator and a known device, one or in bulk, proven by an
// authenticator of the admin's. Nothing of the users' is left, and the code is used up.
func TestAnAuthenticatorProvesDeletions(t *testing.T) {
	for _, route := range []string{"/users/bulk?ids=", "/users/"} {
		t.Run(route, func(t *testing.T) {
			s := stage(t)
			mary := s.guarded(t, "mary", "phone")
			s.staff(t, "boss", func() error { return s.enrol("boss", "tablet") })
			before := s.held(t, mary.id)
			if err := all(
				func() error {
					return s.say(request{method: "DELETE", path: route + mary.id, token: s.person("boss").token})
				},
				func() error { return s.expect(202) },
				func() error { return s.giveShown(t.Context(), "boss", "tablet") },
			); err != nil {
				t.Fatal(err)
			}
			if deleted := s.last.status == 204 || s.last.status == 207 && s.last.statuses(t) == "[{204}]"; !deleted {
				t.Errorf("%d %s", s.last.status, s.last.body)
			}
			s.gone(t, before, mary.id)
			if err := all(
				func() error {
					return s.post("/users/login", map[string]string{"username": "boss", "password": password})
				},
				func() error { return s.give(s.person("boss").shown) },
				func() error { return s.expect(410) },
			); err != nil || s.last.text("code") != "code_used" {
				t.Errorf("the code again: %v, %s", err, s.last.body)
			}
		})
	}
}

// an admin's passkey proves a deletion in bulk, once.
func TestAPasskeyProvesADeletionInBulk(t *testing.T) {
	s := stage(t)
	mary := s.guarded(t, "mary", "phone")
	s.staff(t, "boss", func() error { return s.addPasskey("boss", "key") })
	before := s.held(t, mary.id)
	deletion := request{method: "DELETE", path: "/users/bulk?ids=" + mary.id, token: s.person("boss").token}
	if err := all(
		func() error { return s.say(deletion) },
		func() error { return s.expect(202) },
		func() error { return s.give(strings.Repeat("A", 26)) },
		func() error { return s.expect(401) },
		func() error { return s.say(deletion) },
		func() error { return s.sign("boss", "key", "") },
	); err != nil {
		t.Fatal(err)
	}
	if got := s.last.statuses(t); got != "[{204}]" {
		t.Error(s.last.body)
	}
	s.gone(t, before, mary.id)
}

// A user with an authenticator deletes their account with its code.
func TestAnAuthenticatorProvesThatItsUserLeaves(t *testing.T) {
	s := stage(t)
	mary := s.guarded(t, "mary", "phone")
	before := s.held(t, mary.id)
	if err := all(
		func() error { return s.say(request{method: "DELETE", path: "/users/me", token: mary.token}) },
		func() error { return s.expect(202) },
		func() error {
			code, err := mary.apps["phone"].code()
			return errors.Join(err, s.give(other(code)))
		},
		func() error { return s.expect(401) },
		func() error { return s.giveShown(t.Context(), "mary", "phone") },
		func() error { return s.expect(204) },
	); err != nil {
		t.Fatal(err)
	}
	s.gone(t, before, mary.id)
}
