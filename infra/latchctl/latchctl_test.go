package latchctl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/infra/latchctl/credential"
)

const (
	token  = "lks_AQAPYm9hcmRpbmdwYXNzAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"
	secret = "velvet tractor orbit moss"
	mary   = `{"id":7,"username":"mary","email":"mary@example.com","role":"support","status":"active","created_at":"2026-03-01T09:00:00Z"}`
)

// said is what a run printed, and its exit code.
type said struct {
	out, err string
	code     int
}

// run runs a command line, with lines to read from standard input.
func run(t *testing.T, env map[string]string, input string, args ...string) said {
	t.Helper()
	dir := t.TempDir()
	stream := func(name, text string) *os.File {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = file.Close() })
		return file
	}
	in, out, errs := stream("in", input), stream("out", ""), stream("err", "")
	code := Run(t.Context(), args, Streams{In: in, Out: out, Err: errs, Getenv: func(name string) string { return env[name] }})
	read := func(f *os.File) string {
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	return said{read(out), read(errs), code}
}

// signedIn is a folder for settings with a session of a service, and the environment that names the service.
func signedIn(t *testing.T, h http.HandlerFunc) map[string]string {
	t.Helper()
	settings := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", settings)
	t.Setenv("HOME", settings)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	store, err := credential.Default()
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Save(credential.Session{URL: server.URL, Username: "boss", Token: token}); err != nil {
		t.Fatal(err)
	}
	return map[string]string{}
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func problem(status int, code string) http.HandlerFunc {
	return says(status, fmt.Sprintf(`{"status":%d,"code":%q,"detail":"No.","request_id":"r1"}`, status, code))
}

// The exit codes mean what docs/latchctl.md says.
func TestExitCodes(t *testing.T) {
	none := says(200, `{"users":[],"next_cursor":null}`)
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		args   string
		code   int
	}{
		"an unknown command":   {none, "user", exitUsage},
		"in a group":           {none, "users lists", exitUsage},
		"an unknown flag":      {none, "users list --name mary", exitUsage},
		"no argument":          {none, "users get", exitUsage},
		"an argument too many": {none, "whoami me", exitUsage},
		"no number":            {none, "users list --limit many", exitUsage},
		"no address":           {none, "whoami --url localhost", exitUsage},
		"an open line":         {none, "whoami --url http://id.example.com", exitUsage},
		"no id of a key":       {none, "service-keys revoke mary", exitUsage},
		"no JSON":              {none, "users update 7 --profile mary", exitUsage},
		"no time":              {none, "service-keys issue --expires soon", exitUsage},
		"a list, not an entry": {none, "users update 7 --profile []", exitUsage},
		"sessions and all":     {none, "users revoke-sessions 7 a --all", exitUsage},
		"no sessions":          {none, "users revoke-sessions 7", exitUsage},
		"no file":              {none, "users import none.csv", exitUsage},
		"a batch of 101":       {none, "users import none.csv --batch 101", exitUsage},
		"nothing to read":      {none, "verify-pin 7", exitUsage},
		"another service":      {none, "whoami --url https://id.example.com", exitSignIn},
		"no such username":     {none, "users get mary", exitNotFound},
		"values":               {problem(422, "invalid_fields"), "users list", exitUsage},
		"a body":               {problem(400, "malformed_json"), "users list", exitUsage},
		"an ended session":     {problem(401, "token_invalid"), "users list", exitSignIn},
		"a sign-in long ago":   {problem(403, "reauthentication_required"), "allow-reset mary", exitSignIn},
		"not allowed":          {problem(403, "forbidden"), "users list", exitRefused},
		"a firewall":           {says(403, "<html>"), "users list", exitRefused},
		"no user":              {problem(404, "user_not_found"), "users get 7", exitNotFound},
		"a conflict":           {problem(409, "last_admin"), "users update 7 --role user", exitConflict},
		"gone":                 {problem(410, "challenge_closed"), "users delete 7", exitFailed},
		"too often":            {problem(429, "too_many_requests"), "users list", exitLimited},
		"the gateway's limit":  {says(429, `{"message":"Too Many Requests"}`), "users list", exitLimited},
		"a failure":            {problem(500, "internal_error"), "users list", exitUnreachable},
		"a wrong answer":       {says(200, "<html>"), "users get 7", exitFailed},
		"a cut line":           {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "users update 7 --role user", exitUnreachable},
		"help":                 {none, "help users", 0},
		"a group":              {none, "users", 0},
		"an empty list":        {none, "users list", 0},
	} {
		got := run(t, signedIn(t, c.answer), "", strings.Fields(c.args)...)
		if got.code != c.code || (got.err == "") != (c.code == 0) || got.code != 0 && got.out != "" {
			t.Errorf("%s: %d, %q, %q", name, got.code, got.out, got.err)
		}
		if lines := strings.Split(got.err, "\n"); got.err != "" && !strings.HasPrefix(lines[0], "latchctl: ") && !strings.Contains(name, "nothing") {
			t.Errorf("%s: %q is no sentence of the program", name, got.err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code := new(app).exitCode(ctx, errors.New("x")); code != exitInterrupted {
		t.Error(code)
	}
	got := run(t, signedIn(t, says(422, `{"status":422,"code":"invalid_fields","detail":"Some fields are not valid.","errors":[{"field":"role","code":"invalid_role","detail":"There is no such role."}]}`)), "", "users", "list")
	if got.err != "latchctl: Some fields are not valid. (invalid_fields); role: There is no such role.\n" {
		t.Errorf("%q", got.err)
	}
}

// The PIN decides the exit code, so that a script need not read what is printed.
func TestVerifyPIN(t *testing.T) {
	for valid, code := range map[bool]int{true: 0, false: exitFailed} {
		var asked string
		h := func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			asked = r.URL.String() + " " + string(body)
			_, _ = fmt.Fprintf(w, `{"valid":%t}`, valid)
		}
		got := run(t, signedIn(t, h), "204816\n", "verify-pin", "7")
		if got.code != code || asked != `/api/v4/users/7/support_pin/verify {"pin":"204816"}` || strings.Contains(got.out+got.err, "204816") {
			t.Errorf("%t: %+v, asked %s", valid, got, asked)
		}
	}
}
