package prove_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"

	"latchkey/infra/testing/running"
	tokens "latchkey/shared/domain/token"
)

// caller is somebody who sends requests. What they send may end their session or their account, so both are
// made again.
type caller struct {
	name string
	make func(t *testing.T) string // a token that is valid

	mu    sync.Mutex
	valid string
}

// token is what the caller sends.
func (c *caller) token(t *testing.T) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.valid == "" && c.make != nil {
		c.valid = c.make(t)
	}
	return c.valid
}

// doubt has the token made again: it may have ended.
func (c *caller) doubt(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.make != nil && c.valid == token {
		c.valid = ""
	}
}

// newCallers are nobody, one of each role, a service, and those whose token is none.
func newCallers(t *testing.T, s running.Service) []*caller {
	t.Helper()
	admin := s.Admin(t, "boss")
	made := 0
	role := func(name, change string) func(t *testing.T) string {
		return func(t *testing.T) string {
			made++
			user := fmt.Sprintf("%s-%d", name, made)
			s.User(t, user, change != "")
			if change == "" {
				return s.Token(t, user)
			}
			found := s.Must(t, 200, "GET", "/api/v1/admin/users?username="+user, "", "PRIVATE-TOKEN", admin).At("users.0.id")
			s.Must(t, 200, "PATCH", fmt.Sprintf("/users/%.0f", found), change, "PRIVATE-TOKEN", admin)
			challenge := s.Must(t, 202, "POST", "/users/login", running.Login(user, running.Password)).Text("challenge.id")
			return s.Must(t, 200, "POST", "/2fa", running.Reply(challenge, s.Code(t, running.Address(user)))).Text("token")
		}
	}
	user := &caller{name: "a user", make: serial(role("user", ""))}
	staff := &caller{name: "an admin", make: serial(role("admin", `{"role":"admin"}`))}
	return []*caller{
		{name: "nobody"}, user, user, staff, staff, staff,
		{name: "support", make: serial(role("support", `{"role":"support"}`))},
		{name: "a service", make: func(t *testing.T) string {
			return s.Must(t, 201, "POST", "/api/v1/admin/service-keys",
				`{"name":"surface","scopes":["users:read","users:register","metadata:write","sessions:revoke"]}`, "PRIVATE-TOKEN", admin).Text("key")
		}},
		{name: "an invented session", make: invented(tokens.Session)}, {name: "an invented service", make: invented(tokens.ServiceKey)},
	}
}

var making sync.Mutex

// serial makes one caller at a time.
func serial(token func(t *testing.T) string) func(t *testing.T) string {
	return func(t *testing.T) string {
		making.Lock()
		defer making.Unlock()
		return token(t)
	}
}

// invented is a token in the right form, of an id that nobody has and that no number of the contract is.
func invented(kind tokens.Kind) func(t *testing.T) string {
	return func(t *testing.T) string {
		made, err := tokens.New(kind, rand.Reader, -1)
		if err != nil || !strings.HasPrefix(made.Reveal(), string(kind)) {
			t.Error(err)
		}
		return made.Reveal()
	}
}
