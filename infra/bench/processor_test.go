package bench

import (
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"latchkey/infra/local/runtime"
	"latchkey/infra/testing/running"
)

// Rounds are many and short, because others use the processor and its caches by turns of a second or so: the least is
// of a moment when they did not, and is what the code itself takes.
const (
	rounds  = 45
	signIns = 4 // in each round, and as many hashes
	checks  = 100
)

// TestProcessor measures what sign-ins and signed-in requests take of the processor, in the processes of the functions
// alone. Hashes and sign-ins take turns, so that whatever else the machine does falls on both.
func TestProcessor(t *testing.T) {
	s := start(t)
	h, e := startHashing(t), startEmpty(t)
	names := users(t, s, "mary", signIns)
	token := signIn(t, s, names[0]).Text("token")
	took := map[string][]time.Duration{}
	var ratios []float64
	for round := range rounds + 1 {
		once := map[string]time.Duration{}
		once["password hash"] = each(t, len(names), func() []int { return []int{h.pid} }, func(int) { h.once(t) })
		once["sign-in"] = each(t, len(names), pids(s, "login"), func(i int) { signIn(t, s, names[i]) })
		once["an empty function"] = each(t, 2*checks, e.pids, func(int) { e.once(t) })
		once["get-user"] = each(t, 1, pids(s, "get-user"), func(int) {
			once["authorizer"] = each(t, checks, pids(s, "authorizer"), func(int) { s.Must(t, 200, "GET", "/users/me", "", "PRIVATE-TOKEN", token) })
		}) / checks
		if round == 0 { // the processes start
			continue
		}
		for name, d := range once {
			took[name] = append(took[name], d)
		}
		ratios = append(ratios, float64(once["sign-in"])/float64(once["password hash"]))
	}
	login, second := withAuthenticator(t, s)
	took["sign-in, authenticator asked"], took["its code given"] = []time.Duration{login}, []time.Duration{second}
	w := newTable("Processor time of the functions' processes", "", "least", "median", "budget")
	for _, name := range []string{"password hash", "sign-in", "sign-in, authenticator asked", "its code given", "an empty function", "authorizer", "get-user"} {
		most := map[string]string{"authorizer": "0.60 ms", "get-user": "0.60 ms"}[name]
		w.row(name, milliseconds(part(took[name], 0)), milliseconds(part(took[name], 0.5)), most)
	}
	slices.Sort(ratios)
	least := float64(took["sign-in"][0]) / float64(took["password hash"][0])
	w.row("sign-in / hash", fmt.Sprintf("%.3f", least), fmt.Sprintf("%.3f", ratios[len(ratios)/2]), "1.150")
	w.end()
	remember(t, s, "login", "two-factor", "authorizer", "get-user", "register")
}

// empty hosts a function with an empty handler. What it takes of an invocation, every function takes.
type empty struct{ host *runtime.Host }

const emptyName = "empty"

func startEmpty(t *testing.T) empty {
	t.Helper()
	host, err := runtime.Start(t.Context(), runtime.Config{Log: io.Discard, Functions: []runtime.Function{{
		Name: emptyName, Binary: buildEmpty(t), MemoryMB: 512, Timeout: 10 * time.Second,
		Environment: map[string]string{"GOMAXPROCS": "1"}, // as functions set it for themselves
	}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(host.Stop)
	e := empty{host}
	e.once(t)
	return e
}

func (e empty) pids() []int { return e.host.Pids(emptyName) }

func (e empty) once(t *testing.T) {
	t.Helper()
	if _, err := e.host.Invoke(t.Context(), emptyName, []byte("{}")); err != nil {
		t.Fatal(err)
	}
}

// withAuthenticator gives what both functions of such a sign-in take. A code is good once, so each user
// signs in once.
func withAuthenticator(t *testing.T, s running.Service) (login, second time.Duration) {
	t.Helper()
	names := users(t, s, "kate", 20)
	secrets, challenges := make([]string, len(names)), make([]string, len(names))
	for i, name := range names {
		token := signIn(t, s, name).Text("token")
		begun := s.Must(t, 201, "POST", "/users/me/factors", `{"type":"totp","name":"phone"}`, "PRIVATE-TOKEN", token)
		secrets[i] = begun.Text("totp.secret")
		path := fmt.Sprintf("/users/me/factors/%v/confirm", begun.At("factor.id"))
		s.Must(t, 200, "POST", path, fmt.Sprintf(`{"code":%q}`, code(t, secrets[i], time.Now())), "PRIVATE-TOKEN", token)
	}
	login = each(t, len(names), pids(s, "login"), func(i int) {
		challenges[i] = s.Must(t, 202, "POST", "/users/login", running.Login(names[i], running.Password)).Text("challenge.id")
	})
	given := func(i int) {
		s.Must(t, 200, "POST", "/2fa", running.Reply(challenges[i], code(t, secrets[i], time.Now().Add(30*time.Second))))
	}
	given(0)
	return login, each(t, len(names)-1, pids(s, "two-factor"), func(i int) { given(i + 1) })
}

func code(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	c, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// remember prints the memory of functions after what they did.
func remember(t *testing.T, s running.Service, functions ...string) {
	t.Helper()
	w := newTable("Memory after that", "", "most", "now")
	for _, f := range functions {
		for _, pid := range s.Pids(f) {
			most, now := memory(t, pid)
			w.row(f, most, now)
		}
	}
	w.end()
}
