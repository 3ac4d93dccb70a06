package acceptance

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"latchkey/infra/local/outbox"
)

func (s *scene) outcomes(sc *godog.ScenarioContext) {
	sc.Then(`^it is accepted with (\d+)$`, s.expect)
	sc.Then(`^it is refused with (\d+), because "([^"]*)"$`, s.refused)
	sc.Then(`^the field "([^"]*)" is "([^"]*)"$`, s.blamed)
	sc.Then(`^(\d+) "([^"]*)" are shown$`, func(count int, what string) error {
		list, err := s.shown(what)
		if err == nil && len(list) != count {
			err = fmt.Errorf("%d are shown: %s", len(list), s.last.body)
		}
		return err
	})
	sc.Then(`^it shows (\S+) as "([^"]*)"$`, func(member, value string) error {
		if got := fmt.Sprint(s.last.at(member)); got != value {
			return fmt.Errorf("%s is %s in %s", member, got, s.last.body)
		}
		return nil
	})
	sc.Then(`^the key is not shown$`, func() error {
		if s.key == "" || strings.Contains(s.last.body, s.key) {
			return errors.New(s.last.body)
		}
		return nil
	})
	sc.Then(`^no key says who used it$`, s.unused)
	sc.Then(`^the results are ([\d, ]+?)(, in whichever order)?$`, s.results)
	sc.Then(`^the answer is the same$`, func() error {
		if s.last.status != s.kept.status || s.last.body != s.kept.body {
			return fmt.Errorf("%d %s, and %d %s", s.last.status, s.last.body, s.kept.status, s.kept.body)
		}
		return nil
	})
	s.standing(sc)
	sc.Then(`^"([^"]*)" is told "([^"]*)"$`, func(address, subject string) error {
		if !slices.ContainsFunc(s.Outbox.Messages(address), func(m outbox.Message) bool { return m.Subject == subject }) {
			return fmt.Errorf("no such mail to %s", address)
		}
		return nil
	})
}

// standing is who is signed in, and who could be.
func (s *scene) standing(sc *godog.ScenarioContext) {
	sc.Then(`^"([^"]*)" is signed in$`, func(name string) error {
		s.person(name).token = s.last.text("token")
		return all(func() error { return s.expect(200) }, func() error { return s.good(s.person(name).token, name) })
	})
	sc.Then(`^"([^"]*)" is still signed in$`, func(name string) error { return s.good(s.person(name).token, name) })
	sc.Then(`^"([^"]*)" is signed out$`, func(name string) error { return s.dead(s.person(name).token) })
	sc.Then(`^the other device is signed out$`, func() error {
		for _, p := range s.people {
			if p.otherToken != "" {
				return s.dead(p.otherToken)
			}
		}
		return errors.New("there is no other device")
	})
	sc.Then(`^"([^"]*)" can sign in$`, func(name string) error { return s.able(name, name) })
	sc.Then(`^"([^"]*)" can sign in as "([^"]*)"$`, s.able)
	sc.Then(`^"([^"]*)" cannot sign in, because "([^"]*)"$`, func(name, code string) error {
		if err := s.post("/users/login", map[string]string{"username": name, "password": password}); err != nil {
			return err
		}
		if s.last.status < 400 || s.last.text("code") != code {
			return fmt.Errorf("%d %s", s.last.status, s.last.body)
		}
		return nil
	})
}

// able signs a user in without a change to the scene.
func (s *scene) able(name, as string) error {
	before := *s
	token, err := s.signIn(s.person(name), as)
	s.sent, s.last, s.challenge = before.sent, before.last, before.challenge
	if err != nil {
		return err
	}
	return s.good(token, name)
}

func (s *scene) good(token, name string) error {
	a, err := s.send("GET", "/users/me", "", "PRIVATE-TOKEN", token)
	if err == nil && (a.status != 200 || a.text("username") != name) {
		err = fmt.Errorf("%d %s", a.status, a.body)
	}
	return err
}

func (s *scene) dead(token string) error {
	if token == "" {
		return errors.New("the user was never signed in")
	}
	a, err := s.send("GET", "/users/me", "", "PRIVATE-TOKEN", token)
	if err == nil && a.status != 401 {
		err = fmt.Errorf("%d %s", a.status, a.body)
	}
	return err
}

func (s *scene) refused(status int, code string) error {
	if err := s.expect(status); err != nil {
		return err
	}
	if s.last.text("code") != code || s.last.header.Get("Content-Type") != "application/problem+json" {
		return fmt.Errorf("refused otherwise: %s", s.last.body)
	}
	return nil
}

func (s *scene) blamed(field, code string) error {
	reasons, err := s.shown("errors")
	if err != nil {
		return err
	}
	for _, reason := range reasons {
		if m, _ := reason.(map[string]any); m["field"] == field && m["code"] == code {
			return nil
		}
	}
	return fmt.Errorf("other fields are at fault: %s", s.last.body)
}

// unused holds when none of the keys that are shown has an account.
func (s *scene) unused() error {
	keys, err := s.shown("keys")
	if err != nil {
		return err
	}
	for _, key := range keys {
		if m, _ := key.(map[string]any); m["used_by"] != nil {
			return errors.New(s.last.body)
		}
	}
	return nil
}

func (s *scene) results(want, anyOrder string) error {
	list, err := s.shown("results")
	if err != nil {
		return err
	}
	var got []string
	for _, result := range list {
		m, _ := result.(map[string]any)
		got = append(got, fmt.Sprint(m["status"]))
	}
	if anyOrder != "" {
		slices.Sort(got)
	}
	if strings.Join(got, ", ") != want {
		return fmt.Errorf("the results are %v: %s", got, s.last.body)
	}
	return nil
}
