package acceptance

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cucumber/godog"
)

const ownPIN = "/api/v4/user/support_pin"

func pinOf(id string) string { return "/api/v4/users/" + id + "/support_pin" }

// supportPINs are what is done with PINs, and what comes of it.
func (s *scene) supportPINs(sc *godog.ScenarioContext) {
	sc.Given(`^"([^"]*)" has made "([^"]*)" an? "([^"]*)"$`, s.employ)
	sc.Given(`^"([^"]*)" has made (?:a|another) support PIN$`, func(name string) error {
		return all(func() error { return s.makePIN(name) }, func() error { return s.expect(201) })
	})
	sc.When(`^"([^"]*)" makes a support PIN$`, s.makePIN)
	sc.When(`^"([^"]*)" looks up their support PIN$`, func(name string) error {
		return s.say(request{method: "GET", path: ownPIN, token: s.person(name).token})
	})
	sc.When(`^"([^"]*)" reads the support PIN of "([^"]*)"$`, func(admin, name string) error {
		return s.staffPIN(admin, name, "GET", "", "")
	})
	sc.When(`^"([^"]*)" revokes the support PIN of "([^"]*)"$`, func(admin, name string) error {
		return s.staffPIN(admin, name, "POST", "/revoke", "")
	})
	s.checks(sc)
	sc.Then(`^the PIN is (right|wrong)$`, func(how string) error {
		if s.last.status != 200 || s.last.at("valid") != (how == "right") {
			return fmt.Errorf("%d %s", s.last.status, s.last.body)
		}
		return nil
	})
	sc.Then(`^it is the PIN that "([^"]*)" made$`, func(name string) error {
		if p := s.person(name); p.pin == "" || s.last.text("pin") != p.pin || s.last.text("expires_at") == "" {
			return errors.New(s.last.body)
		}
		return nil
	})
	sc.Then(`^these are answered with$`, s.matrix)
}

// checks are the ways to check a PIN.
func (s *scene) checks(sc *godog.ScenarioContext) {
	check := func(agent, name, pin string) error {
		return s.staffPIN(agent, name, "POST", "/verify", fmt.Sprintf(`{"pin": %q}`, pin))
	}
	sc.When(`^"([^"]*)" checks the PIN that "([^"]*)" reads out$`, func(agent, name string) error {
		return check(agent, name, s.person(name).pin)
	})
	sc.When(`^"([^"]*)" checks the PIN that "([^"]*)" had before$`, func(agent, name string) error {
		return check(agent, name, s.person(name).oldPIN)
	})
	sc.When(`^"([^"]*)" checks for "([^"]*)" the PIN of "([^"]*)"$`, func(agent, name, other string) error {
		return check(agent, name, s.person(other).pin)
	})
	sc.When(`^"([^"]*)" checks a wrong PIN of "([^"]*)"(?: (\d+) times)?$`, func(agent, name, times string) error {
		n, _ := strconv.Atoi(times)
		return repeat(max(n, 1), func() error { return check(agent, name, other(s.person(name).pin)) })
	})
}

// employ makes somebody a member of staff who is signed in.
func (s *scene) employ(admin, name, role string) error {
	p := s.person(name)
	return all(
		func() error { return s.user(name, true) },
		func() error { return s.change(admin, name, map[string]string{"role": role}) },
		func() error { return s.expect(200) },
		func() (err error) {
			p.token, err = s.signIn(p, name)
			return err
		})
}

func (s *scene) makePIN(name string) error {
	p := s.person(name)
	if err := s.say(request{method: "POST", path: ownPIN, token: p.token}); err != nil {
		return err
	}
	p.oldPIN, p.pin = p.pin, s.last.text("pin")
	return nil
}

// staffPIN is a request of staff about a user's PIN. The id is known from an earlier sign-in.
func (s *scene) staffPIN(staff, name, method, end, body string) error {
	ids, err := s.ids(name)
	if err != nil {
		return err
	}
	return s.say(request{method: method, path: pinOf(ids[0]) + end, body: body, token: s.person(staff).token})
}

// matrix tries what stands in each row as everybody who stands at the top.
func (s *scene) matrix(table *godog.Table) error {
	var wrong []error
	people := table.Rows[0].Cells[1:]
	for _, row := range table.Rows[1:] {
		for i, cell := range row.Cells[1:] {
			who, what := people[i].Value, row.Cells[0].Value
			err := all(
				func() error { return s.attempt(who, what) },
				func() error { return s.refusedOrNot(cell.Value) })
			if err != nil {
				wrong = append(wrong, fmt.Errorf("%s, %s: %w", what, who, err))
			}
		}
	}
	return errors.Join(wrong...)
}

func (s *scene) refusedOrNot(want string) error {
	status, err := strconv.Atoi(want)
	if err != nil {
		return err
	}
	return s.expect(status)
}

func (s *scene) attempt(who, what string) error {
	act, whose, _ := strings.Cut(what, " ")
	id, err := s.owner(who, whose)
	if err != nil {
		return err
	}
	r, known := map[string]request{
		"making":   {method: "POST", path: ownPIN},
		"looking":  {method: "GET", path: ownPIN},
		"reading":  {method: "GET", path: pinOf(id)},
		"checking": {method: "POST", path: pinOf(id) + "/verify", body: `{"pin": "123456"}`},
		"revoking": {method: "POST", path: pinOf(id) + "/revoke"},
	}[act]
	if !known {
		return fmt.Errorf("nobody knows %q", act)
	}
	r.token = s.tokenOf(who)
	return s.say(r)
}

// owner is the id of the PIN's owner, who for a stranger is somebody else in any case.
func (s *scene) owner(who, whose string) (string, error) {
	name := strings.Trim(who, `"`)
	switch {
	case whose == "nobody's":
		return "1", nil
	case whose == "another's", who == "a stranger":
		name = "rose"
	}
	ids, err := s.ids(name)
	if err != nil {
		return "", err
	}
	return ids[0], nil
}
