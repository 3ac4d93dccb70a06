package acceptance

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/cucumber/godog"
)

var resetLink = regexp.MustCompile(`/app/reset#token=(\S+)`)

func (s *scene) actions(sc *godog.ScenarioContext) {
	sc.When(`^"([^"]*)" registers$`, func(name string) error { return s.register(name, name, s.person(name).email, nil) })
	sc.When(`^"([^"]*)" registers and asks for a second factor$`, func(name string) error {
		return s.register(name, name, s.person(name).email, map[string]any{"2fa": true, "2fa_method": "email"})
	})
	sc.When(`^"([^"]*)" registers as "([^"]*)" with the address "([^"]*)"$`, func(name, username, address string) error {
		return s.register(name, username, address, nil)
	})
	sc.When(`^"([^"]*)" registers with the key$`, func(name string) error {
		return s.register(name, name, s.person(name).email, map[string]any{"registration_key": s.key})
	})
	sc.When(`^"([^"]*)" registers with the key and a password that is too short$`, func(name string) error {
		return s.register(name, name, s.person(name).email, map[string]any{"registration_key": s.key, "password": "short"})
	})

	sc.When(`^"([^"]*)" gives name and password$`, func(name string) error {
		return s.post("/users/login", map[string]string{"username": name, "password": password})
	})
	sc.When(`^"([^"]*)" signs in again with the token$`, func(name string) error {
		body := fmt.Sprintf(`{"username":%q,"password":%q}`, name, password)
		return s.renew(s.person(name), request{method: "POST", path: "/users/login", body: body, token: s.person(name).token})
	})
	sc.When(`^a stranger guesses the password of "([^"]*)" (\d+) times$`, func(name string, times int) error {
		return repeat(times, func() error {
			return s.post("/users/login", map[string]string{"username": name, "password": "a guess at the password"})
		})
	})
	s.codes(sc)
	s.devices(sc)

	sc.When(`^(a stranger|"[^"]*") sends ([A-Z]+) (\S+)$`, func(who, method, path string) error {
		return s.say(request{method: method, path: path, token: s.tokenOf(who)})
	})
	sc.When(`^(a stranger|"[^"]*") sends ([A-Z]+) (\S+) saying$`, func(who, method, path string, body *godog.DocString) error {
		return s.say(request{method: method, path: path, body: body.Content, token: s.tokenOf(who)})
	})
	sc.When(`^"([^"]*)" asks for "([^"]*)"$`, func(name, other string) error {
		id, err := s.id(other)
		if err != nil {
			return err
		}
		return s.say(request{method: "GET", path: "/users/" + id, token: s.person(name).token})
	})
	sc.When(`^"([^"]*)" ends the other session$`, s.endOther)
	sc.When(`^"([^"]*)" asks for a new password$`, func(name string) error {
		return s.post("/password-reset", map[string]string{"email": s.person(name).email})
	})
	sc.When(`^"([^"]*)" sets "([^"]*)" with the mailed link$`, s.reset)
	sc.Step(`^no message can be delivered$`, func() { s.Outbox.Refuse(true) })
	sc.Step(`^messages are delivered again$`, func() { s.Outbox.Refuse(false) })
	sc.When(`^the answer is kept$`, func() { s.kept = s.last })
}

// renew signs in with the token of a session, whose place the new one takes.
func (s *scene) renew(p *person, again request) error {
	err := s.say(again)
	p.token = s.last.text("token")
	return err
}

// codes are the ways to answer a challenge.
func (s *scene) codes(sc *godog.ScenarioContext) {
	given := func(to string) error {
		code, err := s.newest(to)
		if err != nil {
			return err
		}
		return s.give(code)
	}
	sc.When(`^"([^"]*)" gives the mailed code$`, func(name string) error { return given(s.person(name).email) })
	sc.When(`^"[^"]*" gives the code (?:mailed|texted) to "([^"]*)"$`, given)
	sc.When(`^"([^"]*)" gives a wrong code(?: (\d+) times)?$`, func(name, times string) error {
		code, err := s.newest(s.person(name).email)
		if err != nil {
			return err
		}
		n, _ := strconv.Atoi(times)
		return repeat(max(n, 1), func() error { return s.give(other(code)) })
	})
	sc.When(`^"[^"]*" asks for another code$`, func() error {
		return s.post("/2fa/resend", map[string]string{"challenge_id": s.challenge.id})
	})
	elsewhere := func(name, method, path, to, body string) error {
		code, err := s.newest(to)
		if err != nil {
			return err
		}
		r := request{method: method, path: path, body: body, token: s.person(name).token}
		return s.say(r, "Challenge-Id", s.challenge.id, "Challenge-Code", code)
	}
	sc.When(`^"([^"]*)" sends ([A-Z]+) (\S+) with that challenge and the mailed code$`, func(name, method, path string) error {
		return elsewhere(name, method, path, s.person(name).email, "")
	})
	sc.When(`^"([^"]*)" sends ([A-Z]+) (\S+) with that challenge and the code mailed to "([^"]*)"$`,
		func(name, method, path, to string, body *godog.DocString) error {
			return elsewhere(name, method, path, to, body.Content)
		})
}

func repeat(times int, do func() error) error {
	var failed []error
	for range times {
		failed = append(failed, do())
	}
	return errors.Join(failed...)
}

func other(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func (s *scene) tokenOf(who string) string {
	if who == "a stranger" {
		return ""
	}
	return s.person(strings.Trim(who, `"`)).token
}

// id finds a user's id by signing in as that user.
func (s *scene) id(name string) (string, error) {
	p := s.person(name)
	before := s.last
	token, err := s.signIn(p, name)
	if err != nil {
		return "", err
	}
	var in struct{ User struct{ ID json.Number } }
	if err := json.Unmarshal([]byte(s.last.body), &in); err != nil {
		return "", fmt.Errorf("%s: %w", s.last.body, err)
	}
	if token == "" {
		return "", fmt.Errorf("%s is not signed in: %s", name, s.last.body)
	}
	s.last = before
	return in.User.ID.String(), nil
}

func (s *scene) endOther(name string) error {
	sessions, err := s.shown("sessions")
	if err != nil {
		return err
	}
	for _, one := range sessions {
		if m, _ := one.(map[string]any); m["current"] == false {
			return s.say(request{method: "DELETE", path: fmt.Sprintf("/users/me/sessions/%v", m["id"]), token: s.person(name).token})
		}
	}
	return fmt.Errorf("no other session in %s", s.last.body)
}

func (s *scene) reset(name, wanted string) error {
	for _, m := range s.Outbox.Messages(s.person(name).email) {
		if found := resetLink.FindStringSubmatch(m.Text); found != nil {
			return s.post("/password-reset/confirm", map[string]string{"token": found[1], "new_password": wanted})
		}
	}
	return fmt.Errorf("no link was mailed to %s", name)
}
