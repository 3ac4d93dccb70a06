package acceptance

import (
	"encoding/json"
	"fmt"

	"github.com/cucumber/godog"
)

func (s *scene) administration(sc *godog.ScenarioContext) {
	sc.When(`^"([^"]*)" gives "([^"]*)" the role "([^"]*)"$`, func(admin, name, role string) error {
		return s.change(admin, name, map[string]string{"role": role})
	})
	sc.When(`^"([^"]*)" disables "([^"]*)"$`, func(admin, name string) error {
		return s.change(admin, name, map[string]string{"status": "disabled"})
	})
	sc.When(`^"([^"]*)" registers (\d+) users at once$`, s.registerMany)
	both := func(change string) func(admin, a, b string) error {
		return func(admin, a, b string) error { return s.changeBoth(admin, a, b, change, change) }
	}
	sc.When(`^"([^"]*)" disables "([^"]*)" and "([^"]*)" at once$`, both(`"status": "disabled"`))
	sc.When(`^"([^"]*)" removes the phone numbers of "([^"]*)" and "([^"]*)" at once$`, both(`"phone_number": null`))
	sc.When(`^"([^"]*)" renames "([^"]*)" to "([^"]*)" and "([^"]*)" to "([^"]*)" at once$`, func(admin, a, toA, b, toB string) error {
		return s.changeBoth(admin, a, b, fmt.Sprintf(`"username": %q`, toA), fmt.Sprintf(`"username": %q`, toB))
	})
	sc.When(`^"([^"]*)" deletes "([^"]*)" and "([^"]*)" at once$`, func(admin, a, b string) error {
		ids, err := s.ids(a, b)
		if err != nil {
			return err
		}
		body := fmt.Sprintf(`{"ids": [%s, %s]}`, ids[0], ids[1])
		return s.say(request{method: "DELETE", path: "/users/bulk", body: body, token: s.person(admin).token})
	})
	sc.When(`^"([^"]*)" ends the sessions of "([^"]*)"$`, s.endAll)
	sc.When(`^"([^"]*)" revokes the key$`, func(admin string) error {
		return s.say(request{method: "DELETE", path: "/api/v1/admin/registration-keys/" + s.keyID, token: s.person(admin).token})
	})
	sc.When(`^"([^"]*)" issues a service key with the scope "([^"]*)" for "([^"]*)"$`, s.issueServiceKey)
	sc.When(`^"([^"]*)" revokes the service key$`, func(admin string) error {
		return s.say(request{method: "DELETE", path: serviceKeys + "/" + s.keyID, token: s.person(admin).token})
	})
}

// issueServiceKey gives a program a key, which it sends like a token.
func (s *scene) issueServiceKey(admin, scope, program string) error {
	body := fmt.Sprintf(`{"name": %q, "scopes": [%q]}`, program, scope)
	err := s.say(request{method: "POST", path: serviceKeys, body: body, token: s.person(admin).token})
	s.person(program).token, s.keyID = s.last.text("service_key"), fmt.Sprintf("%.0f", s.last.at("id"))
	return err
}

func (s *scene) change(admin, name string, what map[string]string) error {
	ids, err := s.ids(name)
	if err != nil {
		return err
	}
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	return s.say(request{method: "PATCH", path: "/users/" + ids[0], body: string(body), token: s.person(admin).token})
}

func (s *scene) changeBoth(admin, a, b, changeA, changeB string) error {
	ids, err := s.ids(a, b)
	if err != nil {
		return err
	}
	items := fmt.Sprintf(`{"users": [{"id": %s, %s}, {"id": %s, %s}]}`, ids[0], changeA, ids[1], changeB)
	return s.say(request{method: "PATCH", path: "/users/bulk", body: items, token: s.person(admin).token})
}

// endAll ends all sessions of a user.
func (s *scene) endAll(admin, name string) error {
	ids, err := s.ids(name)
	if err != nil {
		return err
	}
	path, token := "/users/"+ids[0]+"/sessions", s.person(admin).token
	if err := s.say(request{method: "GET", path: path, token: token}); err != nil {
		return err
	}
	sessions, err := s.shown("sessions")
	if err != nil {
		return err
	}
	for _, one := range sessions {
		m, _ := one.(map[string]any)
		err := all(
			func() error {
				return s.say(request{method: "DELETE", path: fmt.Sprintf("%s/%v", path, m["id"]), token: token})
			},
			func() error { return s.expect(204) })
		if err != nil {
			return err
		}
	}
	return nil
}

// ids finds the ids of people, as they were when they were first asked for.
func (s *scene) ids(names ...string) ([]string, error) {
	var ids []string
	for _, name := range names {
		p := s.person(name)
		if p.id == "" {
			id, err := s.id(name)
			if err != nil {
				return nil, err
			}
			p.id = id
		}
		ids = append(ids, p.id)
	}
	return ids, nil
}

func (s *scene) registerMany(admin string, count int) error {
	type entry struct {
		Username string `json:"username"`
		Email    string `json:"email"`
		Password string `json:"password"`
	}
	var users []entry
	for n := range count {
		name := fmt.Sprintf("user%d", n)
		users = append(users, entry{name, name + "@latchkey.example", password})
	}
	body, err := json.Marshal(map[string]any{"users": users})
	if err != nil {
		return err
	}
	return s.say(request{method: "POST", path: "/users/bulk", body: string(body), token: s.person(admin).token})
}
