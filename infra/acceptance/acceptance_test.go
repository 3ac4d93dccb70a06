// Package acceptance tests the service as its users find it: the built functions, behind
// the gateway, on DynamoDB Local, with an outbox for mails and texts.
package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/infra/build"
	"latchkey/infra/local/stack"
	"latchkey/infra/testing/testdb"
)

const (
	root     = "../.."
	password = "velvet tractor orbit moss"
)

// built makes the functions once for all tests of the package.
var built = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(root, "build", "host")
	_, err := build.Build(context.Background(), root, dir, build.Here)
	return dir, err
})

// service is a running service of a test's own.
type service struct {
	*stack.Stack
	log    *journal
	prefix string // of its tables, where they are left to another; empty where they are dropped
}

// journal keeps what functions and gateway log.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.text.Reset()
}

// start gives a test a service that it has for itself as long as it runs. The test then runs in parallel
// with others. A test that leaves more behind than items, messages and lines of the log, such as other keys,
// takes a new one.
func start(t *testing.T) service {
	t.Helper()
	t.Parallel()
	s, err := shared.take(t.Context(), t)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shared.giveBack(t, s, t.Failed()) })
	return s
}

// startNew gives a test a service that no other has, with parameters of the template as "Name=value". The
// test then runs in parallel with others.
func startNew(t *testing.T, parameters ...string) service {
	t.Helper()
	t.Parallel()
	return startWith(t, stack.Config{WithoutEvents: true}, parameters...)
}

// startIn stores secrets and keys in a folder, so that a later start finds them.
func startIn(t *testing.T, folder string, parameters ...string) service {
	t.Helper()
	return startWith(t, stack.Config{DataDir: folder, WithoutEvents: true}, parameters...)
}

// startWith starts what a configuration says, which may be empty.
func startWith(t *testing.T, config stack.Config, parameters ...string) service {
	t.Helper()
	config.DynamoDBEndpoint = testdb.OwnEndpoint(t)
	s, err := launch(t.Context(), config, parameters...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.end(t, t.Failed()) })
	return s
}

// end checks what a service leaves, and ends it.
func (s service) end(t *testing.T, failed bool) {
	leftovers.check(s)
	s.Stop()
	if err := leave(s); err != nil {
		t.Error(err)
	}
	inInventory(t, s.log.String())
	if failed {
		t.Log(s.log.String())
	}
}

func launch(ctx context.Context, config stack.Config, parameters ...string) (service, error) {
	dir, err := built()
	if err != nil {
		return service{}, err
	}
	// Every test comes from this machine, and would be one network that registers too many.
	config.Parameters = map[string]string{"RegistrationsPerHour": "100000"}
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, "=")
		config.Parameters[name] = value
	}
	waitForWindow(ctx)
	log := new(journal)
	config.Template, config.Binaries, config.Log = filepath.Join(root, "template.yaml"), dir, log
	config.DynamoDBEndpoint, config.TablePrefix = withRecorder(config.DynamoDBEndpoint), prefix(config)
	config.Intercept = observed(config.DataDir)
	config.Slowdown = 10 // a busy machine is no reason to fail
	s, err := stack.Start(ctx, config)
	if err != nil {
		return service{}, err
	}
	s.URL, err = traffic.before(s.URL)
	if !reusable(config) {
		config.TablePrefix = ""
	}
	return service{s, log, config.TablePrefix}, err
}

// observed has the calls to AWS compared with the roles of the template. A service with a folder has
// other keys than the template's.
func observed(folder string) func(http.Handler) http.Handler {
	if folder != "" {
		return nil
	}
	return recorder.Before
}

// fromHere holds for either address that localhost may mean.
func fromHere(address any) bool { return net.ParseIP(fmt.Sprint(address)).IsLoopback() }

// waitForWindow waits until the next window of a limit begins, if that is near: a test that goes
// over the end of a window would find its counts at zero again.
func waitForWindow(ctx context.Context) {
	const window, near = 10 * time.Minute, 30 * time.Second
	left := window - time.Since(time.Now().Truncate(window))
	if left > near {
		return
	}
	select {
	case <-time.After(left):
	case <-ctx.Done():
	}
}

// answer is what the gateway answered.
type answer struct {
	status int
	header http.Header
	body   string
}

// at gives the value at a path of members, such as "challenge.id"; nil where there is none.
func (a answer) at(path string) any {
	var v any
	if json.Unmarshal([]byte(a.body), &v) != nil {
		return nil
	}
	return member(v, path)
}

func (a answer) text(path string) string {
	s, _ := a.at(path).(string)
	return s
}

// send makes one request; headers are pairs of name and value.
func (s service) send(method, path, body string, headers ...string) (answer, error) {
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	out, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(out)}, err
}

func (s service) do(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	a, err := s.send(method, path, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (s service) post(t *testing.T, path, body string) answer {
	t.Helper()
	return s.do(t, "POST", path, body)
}

var digits = regexp.MustCompile(`^[0-9]{6}`)

// code is that of the newest message to somebody, read as a developer would.
func (s service) code(t *testing.T, to string) string {
	t.Helper()
	a := s.do(t, "GET", "/_local/outbox.json?to="+to, "")
	var messages []struct{ Text string }
	if err := json.Unmarshal([]byte(a.body), &messages); err != nil || len(messages) == 0 {
		t.Fatalf("no message to %s: %s", to, a.body)
	}
	for _, m := range messages { // a notice may be newer
		if code := digits.FindString(m.Text); code != "" {
			return code
		}
	}
	t.Fatalf("no code was sent to %s: %s", to, a.body)
	return ""
}

func reply(challenge, code string) string {
	return fmt.Sprintf(`{"challenge_id":%q,"code":%q}`, challenge, code)
}

// account registers and confirms a user, with a second factor by e-mail if wanted.
func (s service) account(t *testing.T, name string, twoFactor bool) {
	t.Helper()
	email := name + "@latchkey.example"
	a := s.post(t, "/users/register", fmt.Sprintf(`{"username":%q,"email":%q,"password":%q,"2fa":%v}`, name, email, password, twoFactor))
	if a.status != 201 {
		t.Fatalf("register: %d %s", a.status, a.body)
	}
	if a := s.post(t, "/users/confirm", reply(a.text("challenge.id"), s.code(t, email))); a.status != 200 {
		t.Fatalf("confirm: %d %s", a.status, a.body)
	}
}

func login(name, secret string) string {
	return fmt.Sprintf(`{"username":%q,"password":%q}`, name, secret)
}

// token signs a user in who has no second factor.
func (s service) token(t *testing.T, name string) string {
	t.Helper()
	a := s.post(t, "/users/login", login(name, password))
	if a.status != 200 {
		t.Fatalf("login: %d %s", a.status, a.body)
	}
	return a.text("token")
}

// parallel does something fifty times at once and counts the statuses.
func parallel(t *testing.T, do func(i int) (answer, error)) map[int]int {
	t.Helper()
	const many = 50
	statuses := make([]int, many)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range many {
		done.Go(func() {
			start.Wait()
			a, err := do(i)
			if err != nil {
				t.Error(err)
			}
			statuses[i] = a.status
		})
	}
	start.Done()
	done.Wait()
	counts := map[int]int{}
	for _, status := range statuses {
		counts[status]++
	}
	return counts
}
