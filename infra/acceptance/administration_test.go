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
	sc.When(`^"([^"]*)" disables "([^"]*)" and "([^"]*)" at once$`, func(admin, a, b string) error {
		ids, err := s.ids(a, b)
		if err != nil {
			return err
		}
		items := fmt.Sprintf(`{"users": [{"id": %s, "status": "disabled"}, {"id": %s, "status": "disabled"}]}`, ids[0], ids[1])
		return s.say(request{method: "PATCH", path: "/users/bulk", body: items, token: s.person(admin).token})
	})
	sc.When(`^"([^"]*)" deletes "([^"]*)" and "([^"]*)" at once$`, func(admin, a, b string) error {
		ids, err := s.ids(a, b)
		if err != nil {
			return err
		}
		body := fmt.Sprintf(`{"ids": [%s, %s]}`, ids[0], ids[1])
		return s.say(request{method: "DELETE", path: "/users/bulk", body: body, token: s.person(admin).token})
	})
	sc.When(`^"([^"]*)" revokes the key$`, func(admin string) error {
		return s.say(request{method: "DELETE", path: "/api/v1/admin/registration-keys/" + s.keyID, token: s.person(admin).token})
	})
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
