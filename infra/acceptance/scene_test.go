package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"
)

// person is somebody in a scenario.
type person struct {
	name, email string
	id          string // once it was asked for
	token       string // of the device in hand
	otherToken  string // of another device
	device      string // the token of a known one
	pin, oldPIN string
	apps        map[string]authenticator // by what they are called
	shown       string                   // the last code of one of them
	recovery    []string                 // codes
}

// request is what was sent last, to be repeated with a code.
type request struct {
	method, path, body, token string
}

// scene is a scenario as it goes.
type scene struct {
	service
	people    map[string]*person
	sent      request
	last      answer
	kept      answer
	challenge struct{ id, purpose string }
	keys      map[string]*securityKey // by what they are called
	key       string
	keyID     string
}

func (s *scene) person(name string) *person {
	if s.people[name] == nil {
		s.people[name] = &person{name: name, email: name + "@latchkey.example"}
	}
	return s.people[name]
}

// say sends a request and remembers it, its answer, and the challenge in that.
func (s *scene) say(r request, headers ...string) error {
	if r.token != "" {
		headers = append(headers, "Authorization", "Bearer "+r.token)
	}
	a, err := s.send(r.method, r.path, r.body, headers...)
	if err != nil {
		return err
	}
	s.sent, s.last = r, a
	if id := a.text("challenge.id"); id != "" {
		s.challenge.id, s.challenge.purpose = id, a.text("challenge.purpose")
	}
	return nil
}

func (s *scene) post(path string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return s.say(request{method: "POST", path: path, body: string(text)})
}

// newest is the code of the newest message to somebody.
func (s *scene) newest(to string) (string, error) {
	messages := s.Outbox.Messages(to)
	if len(messages) == 0 {
		return "", fmt.Errorf("nothing was sent to %s", to)
	}
	for _, m := range messages {
		if code := digits.FindString(m.Text); code != "" {
			return code, nil
		}
	}
	return "", fmt.Errorf("no message to %s begins with a code", to)
}

// give answers the challenge: by its own route, or by the request once more with a code.
func (s *scene) give(code string) error {
	switch s.challenge.purpose {
	case "":
		return errors.New("no code was asked for")
	case "confirm_email":
		return s.say(request{method: "POST", path: "/users/confirm", body: reply(s.challenge.id, code)})
	case "sign_in":
		return s.say(request{method: "POST", path: "/2fa", body: reply(s.challenge.id, code)})
	}
	return s.say(s.sent, "Challenge-Id", s.challenge.id, "Challenge-Code", code)
}

// expect holds when the last answer has a status.
func (s *scene) expect(status int) error {
	if s.last.status != status {
		return fmt.Errorf("%s %s answered %d: %s", s.sent.method, s.sent.path, s.last.status, s.last.body)
	}
	return nil
}

// all makes one function of several steps.
func all(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) register(name, username, address string, members map[string]any) error {
	p := s.person(name)
	p.email = strings.ToLower(address)
	body := map[string]any{"username": username, "email": address, "password": password}
	for member, value := range members {
		body[member] = value
	}
	return s.post("/users/register", body)
}

// signIn gives a token, by way of a code where one is asked for.
func (s *scene) signIn(p *person, as string) (string, error) {
	if err := s.post("/users/login", map[string]string{"username": as, "password": password}); err != nil {
		return "", err
	}
	if s.last.status == 202 {
		code, err := s.newest(p.email)
		if err != nil {
			return "", err
		}
		if err := s.give(code); err != nil {
			return "", err
		}
	}
	return s.last.text("token"), s.expect(200)
}

func (s *scene) preparations(sc *godog.ScenarioContext) {
	sc.Given(`^the user "([^"]*)"$`, func(name string) error { return s.user(name, false) })
	sc.Given(`^the user "([^"]*)" with a second factor$`, func(name string) error { return s.user(name, true) })
	sc.Given(`^the admin "([^"]*)"$`, s.admin)
	sc.Given(`^"([^"]*)" has signed in$`, func(name string) (err error) {
		p := s.person(name)
		p.token, err = s.signIn(p, name)
		return err
	})
	sc.Given(`^"([^"]*)" has signed in on another device$`, func(name string) (err error) {
		p := s.person(name)
		p.otherToken, err = s.signIn(p, name)
		return err
	})
	sc.Given(`^"([^"]*)" has codes texted to "([^"]*)"$`, s.textCodes)
	sc.Given(`^"([^"]*)" has issued a registration key$`, func(name string) error {
		r := request{method: "POST", path: "/api/v1/admin/registration-keys", body: `{"count": 1}`, token: s.person(name).token}
		if err := all(func() error { return s.say(r) }, func() error { return s.expect(201) }); err != nil {
			return err
		}
		var issued struct {
			Keys []struct {
				ID    int64
				Plain string `json:"registration_key"`
			}
		}
		if err := json.Unmarshal([]byte(s.last.body), &issued); err != nil {
			return fmt.Errorf("%s: %w", s.last.body, err)
		}
		if len(issued.Keys) != 1 {
			return fmt.Errorf("%d keys were issued", len(issued.Keys))
		}
		s.key, s.keyID = issued.Keys[0].Plain, fmt.Sprint(issued.Keys[0].ID)
		return nil
	})
}

func (s *scene) user(name string, twoFactor bool) error {
	p := s.person(name)
	return all(
		func() error { return s.register(name, name, p.email, map[string]any{"2fa": twoFactor}) },
		func() error { return s.expect(201) },
		func() error {
			code, err := s.newest(p.email)
			if err != nil {
				return err
			}
			return s.give(code)
		},
		func() error { return s.expect(200) })
}

// textCodes gives somebody who is signed in a number, and has it guard the account. The code for
// that goes where codes went before.
func (s *scene) textCodes(name, number string) error {
	change := func(what string) error {
		err := s.say(request{method: "PATCH", path: "/users/me", body: what, token: s.person(name).token})
		if err != nil {
			return err
		}
		to := number
		if s.last.text("challenge.channel") == "email" {
			to = s.person(name).email
		}
		code, err := s.newest(to)
		if err != nil {
			return err
		}
		return all(func() error { return s.give(code) }, func() error { return s.expect(200) })
	}
	return all(
		func() error { return change(fmt.Sprintf(`{"phone_number": %q}`, number)) },
		func() error { return change(`{"2fa": true, "2fa_method": "sms"}`) })
}

func (s *scene) admin(ctx context.Context, name string) error {
	p := s.person(name)
	payload := fmt.Sprintf(`{"username":%q,"email":%q,"password":%q}`, name, p.email, password)
	_, err := s.Invoke(ctx, "create-admin", []byte(payload))
	return err
}

// shown is a list in the last answer.
func (s *scene) shown(what string) ([]any, error) {
	list, ok := s.last.at(what).([]any)
	if !ok {
		return nil, fmt.Errorf("no %s in %s", what, s.last.body)
	}
	return slices.Clone(list), nil
}
