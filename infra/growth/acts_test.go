package growth

import (
	"fmt"
	"testing"

	"latchkey/infra/local/stack"
	"latchkey/infra/template"
	"latchkey/infra/testing/running"
	"latchkey/infra/testing/testdb"
)

// backend lets the test say from which network a request comes.
const backend = "a-secret-of-a-back-end-for-tests-alone"

type world struct {
	running.Service
	*recorder
	tokens map[string]string
	said   map[string]running.Answer // the last one with a challenge
}

// networks are those of two users who have nothing in common.
var networks = map[string]string{"mary": "192.0.2.1", "anne": "198.51.100.1"}

func start(t *testing.T) world {
	t.Helper()
	recorder, endpoint := record(t, testdb.OwnEndpoint(t))
	s := running.Start(t, stack.Config{WithoutEvents: true, Slowdown: 10, DynamoDBEndpoint: endpoint}, "BackendSecret="+backend, "AccessTokens=on")
	recorder.keys = map[string]template.Table{}
	for _, table := range s.Tables {
		recorder.keys[table.Name] = table
	}
	w := world{s, recorder, map[string]string{}, map[string]running.Answer{}}
	for user := range networks {
		w.User(t, coded(user), true)
	}
	return w
}

// act is one thing that a user does.
type act struct {
	name string
	do   func(t *testing.T, w world, user string)
}

func (w world) touched(t *testing.T, a act, user string) []touch {
	t.Helper()
	return w.during(func() { a.do(t, w, user) })
}

func (w world) from(t *testing.T, user string, status int, method, path, body string) running.Answer {
	t.Helper()
	headers := []string{"x-backend-secret", backend, "x-client-address", networks[user]}
	if token := w.tokens[user]; token != "" {
		headers = append(headers, "Authorization", "Bearer "+token)
	}
	return w.Must(t, status, method, path, body, headers...)
}

// acts are done in their order, each by two users.
var acts = []act{
	{"an account is made", func(t *testing.T, w world, user string) {
		w.said[user] = w.from(t, user, 201, "POST", "/users/register", account(user, false))
	}},
	{"its address is confirmed", func(t *testing.T, w world, user string) {
		w.from(t, user, 200, "POST", "/users/confirm", w.reply(t, user, user))
	}},
	{"sign-in by password", func(t *testing.T, w world, user string) {
		w.tokens[user] = w.from(t, user, 200, "POST", "/users/login", running.Login(user, running.Password)).Text("token")
	}},
	{"a wrong password", func(t *testing.T, w world, user string) {
		w.from(t, user, 401, "POST", "/users/login", running.Login(user, "not the password at all"))
	}},
	{"sign-in with a mailed code: the password", func(t *testing.T, w world, user string) {
		w.said[user] = w.from(t, user, 202, "POST", "/users/login", running.Login(coded(user), running.Password))
	}},
	{"sign-in with a mailed code: the code", func(t *testing.T, w world, user string) {
		w.from(t, user, 200, "POST", "/2fa", w.reply(t, user, coded(user)))
	}},
	{"a session is checked: GET of the own user", func(t *testing.T, w world, user string) {
		w.from(t, user, 200, "GET", "/users/me", "")
	}},
	{"an access token is issued", func(t *testing.T, w world, user string) {
		w.from(t, user, 200, "POST", "/token", "")
	}},
	{"a code is texted to a new number", func(t *testing.T, w world, user string) {
		w.from(t, user, 202, "PATCH", "/users/me", fmt.Sprintf(`{"phone_number":%q}`, numbers[user]))
	}},
	{"a lost password is reset: the mail", func(t *testing.T, w world, user string) {
		w.from(t, user, 202, "POST", "/password-reset", fmt.Sprintf(`{"email":%q}`, running.Address(user)))
	}},
	{"sign-out", func(t *testing.T, w world, user string) {
		w.from(t, user, 204, "POST", "/users/logout", "")
	}},
}

var numbers = map[string]string{"mary": "+447700900101", "anne": "+447700900202"}

// coded is an account of the same user with a factor.
func coded(user string) string { return user + "2" }

func account(name string, twoFactor bool) string {
	return fmt.Sprintf(`{"username":%q,"email":%q,"password":%q,"2fa":%t}`, name, running.Address(name), running.Password, twoFactor)
}

// reply answers the challenge that a user was given by the code that was mailed to an account.
func (w world) reply(t *testing.T, user, name string) string {
	t.Helper()
	return running.Reply(w.said[user].Text("challenge.id"), w.Code(t, running.Address(name)))
}
