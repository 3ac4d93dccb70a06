package acceptance

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

const registrationKeys = "/api/v1/admin/registration-keys"

// issued is what the service says of the keys that it issues.
type issued []struct {
	ID  int64
	Key string `json:"registration_key"`
}

func (s service) issue(t *testing.T, admin, order string) issued {
	t.Helper()
	a := s.do(t, "POST", registrationKeys, order, "PRIVATE-TOKEN", admin)
	var out struct{ Keys issued }
	if err := json.Unmarshal([]byte(a.body), &out); err != nil || a.status != 201 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return out.Keys
}

// A key from its issue to its use: nobody registers without one, and it is not shown or stored
// anywhere again.
func TestRegistrationKeys(t *testing.T) {
	s := startNew(t, "RegistrationMode=key", "EmailConfirmation=off")
	admin := s.admin(t)
	keys := s.issue(t, admin, `{"count":2,"note":"for the branch"}`)
	register := func(name, key string) answer {
		return s.post(t, "/users/register", fmt.Sprintf(
			`{"username":%q,"email":"%s@latchkey.example","password":%q,"registration_key":%q}`, name, name, password, key))
	}
	for _, c := range []struct {
		name, key string
		status    int
	}{
		{"mary", "", 403},
		{"mary", keys[0].Key[:30], 403},
		{"mary", keys[0].Key, 201},
		{"anne", keys[0].Key, 403},
	} {
		if a := register(c.name, c.key); a.status != c.status {
			t.Errorf("%s: %d %s", c.name, a.status, a.body)
		}
	}
	revoke := fmt.Sprintf("%s/%d", registrationKeys, keys[1].ID)
	if a := s.do(t, "DELETE", revoke, "", "PRIVATE-TOKEN", s.token(t, "mary")); a.status != 403 {
		t.Errorf("mary revokes: %d %s", a.status, a.body)
	}
	for _, status := range []int{204, 409} {
		if a := s.do(t, "DELETE", revoke, "", "PRIVATE-TOKEN", admin); a.status != status {
			t.Errorf("the admin revokes: %d %s", a.status, a.body)
		}
	}
	if a := register("anne", keys[1].Key); a.status != 403 {
		t.Errorf("revoked: %d %s", a.status, a.body)
	}
	s.listed(t, admin, 2)
	for _, table := range s.Tables {
		for _, item := range s.scan(t, table.LogicalID) {
			for _, k := range keys {
				if strings.Contains(dump(item), k.Key) {
					t.Errorf("R-49: a key stands in %s", table.LogicalID)
				}
			}
		}
	}
	if strings.Contains(s.log.String(), keys[0].Key) {
		t.Error("a key stands in the log")
	}
}

// listed goes through the list one by one.
func (s service) listed(t *testing.T, admin string, want int) {
	t.Helper()
	n, query := 0, "?limit=1"
	for query != "" {
		a := s.do(t, "GET", registrationKeys+query, "", "PRIVATE-TOKEN", admin)
		keys, _ := a.at("keys").([]any)
		if a.status != 200 || len(keys) != 1 || strings.Contains(a.body, "lkk_") {
			t.Fatalf("%d %s", a.status, a.body)
		}
		n, query = n+1, ""
		if next := a.text("next_cursor"); next != "" {
			query = "?limit=1&cursor=" + next
		}
	}
	if n != want {
		t.Errorf("%d keys are listed, want %d", n, want)
	}
}
