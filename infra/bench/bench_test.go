// Package bench measures what the service costs: calls to DynamoDB and the units that they
// consume, which are the same on every machine, and times, which are not. `make bench` runs it.
//
// It asserts nothing. What is bounded is held by tests beside the functions.
package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/infra/build"
	"latchkey/infra/local/stack"
	"latchkey/infra/testing/testdb"
)

const (
	root     = "../.."
	password = "velvet tractor orbit moss"
)

// service is the built functions behind the gateway, with an edge before DynamoDB at which
// calls are counted, if there is one.
type service struct {
	*stack.Stack
	edge *testdb.Edge
}

func start(b *testing.B, counted bool) service {
	b.Helper()
	built := filepath.Join(root, "build", "host")
	if _, err := build.Build(b.Context(), root, built, build.Here); err != nil {
		b.Fatal(err)
	}
	s := service{}
	endpoint := testdb.Endpoint(b)
	if counted {
		s.edge = testdb.NewEdge(b, endpoint)
		endpoint = s.edge.URL
	}
	var err error
	s.Stack, err = stack.Start(b.Context(), stack.Config{
		Template: filepath.Join(root, "template.yaml"), Binaries: built, DynamoDBEndpoint: endpoint,
		TablePrefix: testdb.Prefix(), Log: io.Discard,
		Parameters: map[string]string{"RegistrationsPerHour": "100000"}, // every user comes from this machine
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Stop)
	return s
}

// send makes a request and gives what it was answered, which must have a status.
func (s service) send(b *testing.B, want int, method, path, body, token string) map[string]any {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("PRIVATE-TOKEN", token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != want {
		b.Fatalf("%s %s: %d %v, %v", method, path, resp.StatusCode, answer, err)
	}
	return answer
}

// register makes an account, which waits for its address to be confirmed.
func (s service) register(b *testing.B, name string, twoFactor bool) map[string]any {
	b.Helper()
	return s.send(b, http.StatusCreated, "POST", "/users/register", fmt.Sprintf(
		`{"username":%q,"email":"%s@latchkey.example","password":%q,"2fa":%v}`, name, name, password, twoFactor), "")
}

// user makes an account that can sign in.
func (s service) user(b *testing.B, name string, twoFactor bool) {
	b.Helper()
	s.redeem(b, "/users/confirm", name, s.register(b, name, twoFactor))
}

func (s service) signIn(b *testing.B, want int, name, secret string) map[string]any {
	b.Helper()
	return s.send(b, want, "POST", "/users/login", fmt.Sprintf(`{"username":%q,"password":%q}`, name, secret), "")
}

// redeem answers a challenge by the code in the newest mail.
func (s service) redeem(b *testing.B, path, name string, challenged map[string]any) {
	b.Helper()
	challenge, _ := challenged["challenge"].(map[string]any)
	code := s.Outbox.Messages(name + "@latchkey.example")[0].Text[:6]
	s.send(b, http.StatusOK, "POST", path, fmt.Sprintf(`{"challenge_id":%q,"code":%q}`, challenge["id"], code), "")
}

// act is one thing that users do.
type act struct {
	name string
	once func(b *testing.B, i int)
	done int
}

// do is done by another user each time.
func (a *act) do(b *testing.B) {
	a.once(b, a.done)
	a.done++
}

// acts are done in their order, and on accounts enough that none reaches a limit. Each was
// done once when they are given, so every process is warm.
func acts(b *testing.B, s service) []*act {
	b.Helper()
	const users = 30
	mary, anne := func(i int) string { return fmt.Sprint("mary", i%users) }, func(i int) string { return fmt.Sprint("anne", i%users) }
	for i := range users {
		s.user(b, mary(i), false)
		s.user(b, anne(i), true)
	}
	token, _ := s.signIn(b, http.StatusOK, mary(0), password)["token"].(string)
	challenged := map[string]map[string]any{}
	all := []*act{
		{name: "sign in", once: func(b *testing.B, i int) { s.signIn(b, http.StatusOK, mary(i), password) }},
		{name: "wrong password", once: func(b *testing.B, i int) { s.signIn(b, http.StatusUnauthorized, mary(i), "not the password at all") }},
		{name: "unknown user", once: func(b *testing.B, i int) { s.signIn(b, http.StatusUnauthorized, fmt.Sprint("rose", i), password) }},
		{name: "sign in, code sent", once: func(b *testing.B, i int) { challenged[anne(i)] = s.signIn(b, http.StatusAccepted, anne(i), password) }},
		{name: "code given", once: func(b *testing.B, i int) { s.redeem(b, "/2fa", anne(i), challenged[anne(i)]) }},
		{name: "signed-in request", once: func(b *testing.B, _ int) { s.send(b, http.StatusOK, "GET", "/users/me", "", token) }},
		{name: "register", once: func(b *testing.B, i int) { s.register(b, fmt.Sprint("john", i), false) }},
	}
	for _, a := range all {
		a.do(b)
	}
	return all
}

// BenchmarkUnits counts what each act costs in DynamoDB. Round trips are those in sequence, and
// those of the authorizer count, too.
func BenchmarkUnits(b *testing.B) {
	s := start(b, true)
	for _, a := range append(acts(b, s), withAuthenticators(b, s)...) {
		b.Run(a.name, func(b *testing.B) {
			calls := s.edge.During(func() { a.do(b) })
			chain := calls.Chain()
			for range 4 {
				chain = min(chain, s.edge.During(func() { a.do(b) }).Chain())
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(len(calls)), "calls")
			b.ReportMetric(float64(chain), "round-trips")
			b.ReportMetric(calls.Reads(), "read-units")
			b.ReportMetric(calls.Writes(), "write-units")
		})
	}
}

// BenchmarkWarm times each act over HTTP.
func BenchmarkWarm(b *testing.B) {
	s := start(b, false)
	for _, a := range acts(b, s) {
		b.Run(a.name, func(b *testing.B) {
			for range b.N {
				a.do(b)
			}
		})
	}
}

// BenchmarkCold times the start of a process and its first event, which is none that it knows.
// health does next to nothing, so what another function takes beyond it is what it is made of.
func BenchmarkCold(b *testing.B) {
	s := start(b, false)
	for _, name := range []string{"health", "authorizer", "get-user", "login"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Invoke(b.Context(), name, []byte(`{}`)); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				s.Kill(name)
				b.StartTimer()
			}
		})
	}
}

// BenchmarkSize gives the sizes of the binaries of this machine.
func BenchmarkSize(b *testing.B) {
	s := start(b, false)
	for _, f := range s.Service.Functions {
		b.Run(f.Name, func(b *testing.B) {
			info, err := os.Stat(filepath.Join(root, "build", "host", f.Name, "bootstrap"))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(info.Size())/1e6, "MB")
		})
	}
}
