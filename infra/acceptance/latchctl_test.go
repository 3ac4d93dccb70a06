package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

var latchctl = sync.OnceValues(func() (string, error) {
	binary, err := filepath.Abs(filepath.Join(root, "build", "host", "latchctl"))
	if err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-o", binary, "./infra/cmd/latchctl")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", errors.New(string(out))
	}
	return binary, nil
})

// operator is somebody at a shell, with settings of their own. They sign in as boss.
type operator struct {
	service
	t       *testing.T
	env     []string
	process atomic.Pointer[os.Process] // of the command that runs
}

func (s service) operator(t *testing.T, address string) *operator {
	t.Helper()
	settings := t.TempDir()
	return &operator{service: s, t: t, env: append(os.Environ(), "HOME="+settings, "XDG_CONFIG_HOME="+settings, "LATCHKEY_URL="+address)}
}

// latchctl runs a command, and gives what it printed and its exit code: -1 if it was killed.
func (o *operator) latchctl(input io.Reader, args ...string) (out, errs string, code int) {
	o.t.Helper()
	binary, err := latchctl()
	if err != nil {
		o.t.Fatal(err)
	}
	c := exec.CommandContext(o.t.Context(), binary, args...)
	stdout, stderr := new(bytes.Buffer), new(bytes.Buffer)
	c.Env, c.Stdin, c.Stdout, c.Stderr = o.env, input, stdout, stderr
	if reading, ok := input.(*answers); ok {
		c.Stderr = io.MultiWriter(stderr, reading)
	}
	if err := c.Start(); err != nil {
		o.t.Fatal(err)
	}
	o.process.Store(c.Process)
	_ = c.Wait() // the exit code says it
	return stdout.String(), stderr.String(), c.ProcessState.ExitCode()
}

// expect runs a command that has to end with a code, and gives what it printed.
func (o *operator) expect(code int, input string, args ...string) string {
	o.t.Helper()
	out, errs, got := o.latchctl(strings.NewReader(input), args...)
	if got != code {
		o.t.Fatalf("%v: exit code %d\n%s\n%s", args, got, out, errs)
	}
	return out
}

// answers answer the questions of a sign-in: the password at once, and the code when it is asked for.
type answers struct {
	first string
	asked chan struct{}
	code  func() string
	once  sync.Once
	last  io.Reader
}

func (a *answers) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "The code") {
		a.once.Do(func() { close(a.asked) })
	}
	return len(p), nil
}

func (a *answers) Read(p []byte) (int, error) {
	if a.first != "" {
		n := copy(p, a.first)
		a.first = a.first[n:]
		return n, nil
	}
	if a.last == nil {
		<-a.asked
		a.last = strings.NewReader(a.code() + "\n")
	}
	return a.last.Read(p)
}

func (o *operator) signIn() {
	o.t.Helper()
	a := &answers{first: password + "\n", asked: make(chan struct{}), code: func() string { return o.code(o.t, "boss@latchkey.example") }}
	if out, errs, code := o.latchctl(a, "sign-in", "--username", "boss"); code != 0 {
		o.t.Fatalf("exit code %d\n%s\n%s", code, out, errs)
	}
}

// An operator signs in and does what staff do, by the command line alone.
func TestLatchctl(t *testing.T) {
	s := start(t)
	s.boss(t)
	s.account(t, "mary", true)
	o := s.operator(t, s.URL)
	o.expect(3, "", "whoami")
	o.expect(3, "wrong wrong wrong wrong\n", "sign-in", "--username", "boss")
	o.signIn()
	if out := o.expect(0, "", "whoami", "--json"); !strings.Contains(out, `"username": "boss"`) {
		t.Error(out)
	}
	if out := o.expect(0, "", "users", "list", "--username", "ma"); !strings.Contains(out, "mary@latchkey.example") || strings.Contains(out, "boss") {
		t.Error(out)
	}
	o.expect(0, "", "users", "update", "mary", "--metadata", `{"plan":"gold"}`)
	if out := o.expect(0, "", "users", "get", "mary"); !strings.Contains(out, `{"plan":"gold"}`) {
		t.Error(out)
	}
	o.expect(2, "", "users", "update", "mary", "--role", "king")
	o.expect(6, "", "users", "update", "me", "--role", "user")
	o.expect(5, "", "audit", "nobody")
	if out := o.expect(0, "", "flags", "set", "email_based_mfa", "--percentage", "25", "--json"); !strings.Contains(out, `"percentage": 25`) {
		t.Error(out)
	}
	o.helpsMary()
	if out := o.expect(0, "", "audit", "mary"); !strings.Contains(out, "password_reset_by_admin_code") || !strings.Contains(out, "support_pin_verified") {
		t.Error(out)
	}
	o.withAKey()
	o.expect(0, "", "sign-out")
	o.expect(3, "", "whoami")
}

// helpsMary checks the PIN of mary, and allows a reset, whose code then works.
func (o *operator) helpsMary() {
	o.t.Helper()
	challenge := o.post(o.t, "/users/login", login("mary", password)).text("challenge.id")
	token := o.post(o.t, "/2fa", reply(challenge, o.code(o.t, "mary@latchkey.example"))).text("token")
	pin := o.do(o.t, "POST", "/api/v4/user/support_pin", "", "PRIVATE-TOKEN", token).text("pin")
	o.expect(1, other(pin)+"\n", "verify-pin", "mary")
	o.expect(0, pin+"\n", "verify-pin", "mary")
	o.expect(0, "", "revoke-pin", "mary")
	o.expect(5, pin+"\n", "verify-pin", "mary")
	o.expect(0, "", "allow-reset", "mary")
	o.expect(0, "", "withdraw-reset", "mary")
	o.expect(5, "", "withdraw-reset", "mary")
	code := strings.TrimSpace(o.expect(0, "", "allow-reset", "mary"))
	a := o.post(o.t, "/api/v1/auth/reset-password", fmt.Sprintf(`{"username":"mary","reset_code":%q,"new_password":"copper lantern under snow"}`, code))
	if a.status != 204 {
		o.t.Errorf("%d %s", a.status, a.body)
	}
	o.expect(0, "", "reset-factors", "mary", "--reason", "the phone was stolen")
}

// withAKey does what a service key allows, and nothing else.
func (o *operator) withAKey() {
	o.t.Helper()
	key := filepath.Join(o.t.TempDir(), "key")
	o.expect(0, "", "service-keys", "issue", "--name", "import", "--scope", "users:register", "--out", key)
	secret, err := os.ReadFile(key)
	if err != nil {
		o.t.Fatal(err)
	}
	service := o.operator(o.t, o.URL)
	service.env = append(service.env, "LATCHKEY_SERVICE_KEY="+strings.TrimSpace(string(secret)))
	service.expect(0, "", "whoami")
	service.expect(4, "", "users", "list")
	file := filepath.Join(o.t.TempDir(), "users.csv")
	text := "username;email;notify\r\nanne;anne@latchkey.example;true\r\nmary;rose@latchkey.example;true\r\n"
	if err := os.WriteFile(file, []byte("\ufeff"+text), 0o600); err != nil {
		o.t.Fatal(err)
	}
	if out := service.expect(8, "", "users", "import", file); !strings.Contains(out, "2 rows: 1 done, 1 failed, 0 left") {
		o.t.Error(out)
	}
	if len(o.Outbox.Messages("anne@latchkey.example")) != 1 {
		o.t.Error("anne is not invited")
	}
}

// killing is a way to the service, on which a command is killed at some requests for accounts: before the
// service has the request, while it works on it, and when it has answered.
type killing struct {
	next     http.Handler
	operator *operator
	requests int
	at       map[int]func(k *killing, r *http.Request)
}

func (k *killing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/users/bulk" {
		k.requests++
		if deed := k.at[k.requests]; deed != nil {
			body, _ := io.ReadAll(r.Body)
			whole := r.Clone(context.WithoutCancel(r.Context()))
			whole.Body = io.NopCloser(bytes.NewReader(body))
			deed(k, whole)
			panic(http.ErrAbortHandler)
		}
	}
	k.next.ServeHTTP(w, r)
}

func (k *killing) kill() { _ = k.operator.process.Load().Kill() }

// an import that is killed at any time goes on where it was, and every row is there once. Half of
// the rows have nothing that only one user may have.
func TestLatchctlImportIsKilled(t *testing.T) {
	s := start(t)
	s.boss(t)
	to, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	k := &killing{next: httputil.NewSingleHostReverseProxy(to), at: map[int]func(*killing, *http.Request){
		2: func(k *killing, _ *http.Request) { k.kill() },
		5: func(k *killing, r *http.Request) {
			k.next.ServeHTTP(httptest.NewRecorder(), r)
			k.kill()
		},
		8: func(k *killing, r *http.Request) {
			go k.next.ServeHTTP(httptest.NewRecorder(), r)
			k.kill()
		},
	}}
	way := httptest.NewServer(k)
	defer way.Close()
	o := s.operator(t, way.URL)
	k.operator = o
	o.signIn()

	const count = 60
	file := manyUsers(t, count)
	for n := range len(k.at) {
		size := strconv.Itoa(7 + n) // which changes nothing about a batch that was sent
		if out, errs, code := o.latchctl(nil, "users", "import", file, "--batch", size); code != -1 {
			t.Fatalf("exit code %d\n%s\n%s", code, out, errs)
		}
	}
	if out := o.expect(0, "", "users", "import", file); !strings.Contains(out, "60 rows: 60 done, 0 failed, 0 left") {
		t.Error(out)
	}
	o.hasEachOnce(count)
}

// hasEachOnce exports the users, and looks for those of the file.
func (o *operator) hasEachOnce(count int) {
	o.t.Helper()
	seen := map[string]int{}
	for line := range strings.Lines(o.expect(0, "", "users", "export")) {
		var user struct {
			Email string `json:"email"`
		}
		if err := json.Unmarshal([]byte(line), &user); err != nil {
			o.t.Fatal(err)
		}
		seen[user.Email]++
	}
	for i := range count {
		if n := seen[fmt.Sprintf("user%d@latchkey.example", i)]; n != 1 {
			o.t.Errorf("user %d is there %d times", i, n)
		}
	}
	if len(seen) != count+1 {
		o.t.Errorf("%d users", len(seen))
	}
}

// manyUsers is a file of users, of whom every second one has no username and an address that is not confirmed.
func manyUsers(t *testing.T, count int) string {
	t.Helper()
	const hash = "$2b$12$3euPcmQFCiblsZeEu5s7p.9OVHgeHWFDk9nhMqZ0m/3pd/lhwZgES"
	text := "username,email,password_hash,email_confirmed\n"
	for i := range count {
		if i%2 == 0 {
			text += fmt.Sprintf("user%d,user%d@latchkey.example,%s,true\n", i, i, hash)
		} else {
			text += fmt.Sprintf(",user%d@latchkey.example,%s,\n", i, hash)
		}
	}
	path := filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
