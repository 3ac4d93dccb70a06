package acceptance

import (
	"encoding/json"
	"fmt"
	"regexp"
	"testing"

	"github.com/cucumber/godog"
)

var invitationLink = regexp.MustCompile(`/app/reset#token=(lki_\S+)`)

// invitation is the token of the newest one to an address.
func (s service) invitation(address string) (string, error) {
	for _, m := range s.Outbox.Messages(address) {
		if found := invitationLink.FindStringSubmatch(m.Text); found != nil {
			return found[1], nil
		}
	}
	return "", fmt.Errorf("no invitation was mailed to %s", address)
}

// accept chooses a password with the newest invitation to an address.
func (s service) accept(t *testing.T, address string) answer {
	t.Helper()
	token, err := s.invitation(address)
	if err != nil {
		t.Fatal(err)
	}
	return s.post(t, "/password-reset/confirm", fmt.Sprintf(`{"token":%q,"new_password":%q}`, token, password))
}

func (s *scene) invitations(sc *godog.ScenarioContext) {
	sc.When(`^"([^"]*)" accepts the invitation$`, func(name string) error {
		token, err := s.invitation(s.person(name).email)
		if err != nil {
			return err
		}
		return s.post("/password-reset/confirm", map[string]string{"token": token, "new_password": password})
	})
	sc.When(`^"([^"]*)" marks the address of "([^"]*)" as confirmed$`, func(admin, name string) error {
		listed, err := s.send("GET", "/api/v1/admin/users?username="+name, "", "PRIVATE-TOKEN", s.person(admin).token)
		if err != nil {
			return err
		}
		path := fmt.Sprintf("/users/%.0f", listed.at("users.0.id"))
		return s.say(request{method: "PATCH", path: path, body: `{"email_confirmed": true}`, token: s.person(admin).token})
	})
	sc.Then(`^nothing was mailed to "([^"]*)"$`, func(address string) error {
		if n := len(s.Outbox.Messages(address)); n != 0 {
			return fmt.Errorf("%d messages to %s", n, address)
		}
		return nil
	})
	sc.Then(`^no account has the address "([^"]*)"$`, func(address string) error {
		a, err := s.send("GET", "/api/v1/admin/users?email="+address, "", "PRIVATE-TOKEN", s.person("boss").token)
		if err != nil {
			return err
		}
		var found struct{ Users []json.RawMessage }
		if err := json.Unmarshal([]byte(a.body), &found); err != nil || a.status != 200 || len(found.Users) != 0 {
			return fmt.Errorf("%d %s", a.status, a.body)
		}
		return nil
	})
}
