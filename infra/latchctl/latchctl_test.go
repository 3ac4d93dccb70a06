package latchctl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// What is printed with --json is JSON: a document, or a line for each entry.
func TestJSON(t *testing.T) {
	for args, c := range map[string]struct {
		answer string
		lines  int
	}{
		"users get 7":                     {mary, 1},
		"whoami":                          {mary, 1},
		"users list":                      {`{"users":[` + mary + `,` + mary + `],"next_cursor":null}`, 2},
		"users list --limit 1":            {`{"users":[` + mary + `,` + mary + `],"next_cursor":null}`, 1},
		"users export":                    {`{"users":[` + mary + `,` + mary + `],"next_cursor":null}`, 2},
		"users export 7":                  {`{"user":` + mary + `,"sessions":[]}`, 1},
		"users create --email a@b.ch":     {`{"results":[{"index":0,"status":201,"user":` + mary + `}]}`, 1},
		"users update 7 --role user":      {mary, 1},
		"users delete 7":                  {`{}`, 1},
		"users sessions 7":                {`{"sessions":[{"id":"a"},{"id":"b"}]}`, 2},
		"users revoke-sessions 7 a":       {`{}`, 1},
		"flags list":                      {`{"feature_flags":[{"name":"a"},{"name":"b"}]}`, 2},
		"flags set a --percentage 25":     {`{"name":"a","percentage":25}`, 1},
		"audit mary":                      {`{"events":[{"id":"a"}],"next_cursor":null}`, 1},
		"allow-reset mary":                {`{"username":"mary","reset_code":"lka_x"}`, 1},
		"withdraw-reset mary":             {`{}`, 1},
		"reset-factors mary --reason x":   {mary, 1},
		"revoke-pin 7":                    {`{}`, 1},
		"registration-keys list":          {`{"keys":[{"id":1}],"next_cursor":null}`, 1},
		"registration-keys issue":         {`{"keys":[{"id":1,"registration_key":"lkk_x"}]}`, 1},
		"registration-keys revoke 1":      {`{}`, 1},
		"service-keys list":               {`{"keys":[{"id":1}],"next_cursor":null}`, 1},
		"service-keys issue --scope a":    {`{"id":1,"service_key":"lkv_x"}`, 1},
		"service-keys revoke 1 --url URL": {`{}`, 1},
		"sign-out":                        {`{}`, 1},
	} {
		h := says(200, c.answer)
		env := signedIn(t, h)
		words := strings.Fields(args)
		if n := len(words); words[n-1] == "URL" {
			words = words[:n-2]
		}
		got := run(t, env, "", append(words, "--json")...)
		documents, decoder := 0, json.NewDecoder(strings.NewReader(got.out))
		for {
			var v map[string]any
			err := decoder.Decode(&v)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v in %q", args, err, got.out)
			}
			documents++
		}
		if got.code != 0 || documents != c.lines || c.lines > 1 && strings.Count(got.out, "\n") != c.lines {
			t.Errorf("%s: %d documents, %+v", args, documents, got)
		}
	}
}

// A secret that is shown once is alone on standard output, or in a file that nobody else can read.
func TestSecretsAreShownOnce(t *testing.T) {
	for args, c := range map[string]struct{ answer, want string }{
		"allow-reset mary":                {`{"username":"mary","reset_code":"lka_x"}`, "lka_x\n"},
		"registration-keys issue":         {`{"keys":[{"id":1,"registration_key":"lkk_x"},{"id":2,"registration_key":"lkk_y"}]}`, "lkk_x\nlkk_y\n"},
		"service-keys issue --scope a":    {`{"id":1,"service_key":"lkv_x"}`, "lkv_x\n"},
		"service-keys issue --name json ": {`{"id":1,"service_key":"lkv_x"}`, "lkv_x\n"},
	} {
		env, file := signedIn(t, says(201, c.answer)), filepath.Join(t.TempDir(), "secret")
		if got := run(t, env, "", strings.Fields(args)...); got.code != 0 || got.out != c.want {
			t.Errorf("%s: %+v", args, got)
		}
		words := append(strings.Fields(args), "--out", file)
		if strings.Contains(args, "json") {
			words = append(words, "--json")
		}
		got := run(t, env, "", words...)
		text, err := os.ReadFile(file)
		info, _ := os.Stat(file)
		if got.code != 0 || err != nil || string(text) != c.want || info.Mode().Perm() != 0o600 || strings.Contains(got.out+got.err, "_x") {
			t.Errorf("%s: %+v, %q %v", args, got, text, err)
		}
		if got := run(t, env, "", words...); got.code != exitUsage {
			t.Errorf("%s: a file is written over: %+v", args, got)
		}
	}
	env, file := signedIn(t, problem(403, "forbidden")), filepath.Join(t.TempDir(), "secret")
	if got := run(t, env, "", "allow-reset", "mary", "--out", file); got.code != exitRefused {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a file is left of a secret that was refused")
	}
}

// Names and user agents are anyone's: they cannot write to the terminal what it obeys.
func TestControlCharacters(t *testing.T) {
	env := signedIn(t, says(200, `{"sessions":[{"id":"a","user_agent":"\u001b[2J\u202eevil\nline"}]}`))
	if got := run(t, env, "", "users", "sessions", "7"); strings.ContainsAny(got.out, "\x1b\u202e") || strings.Count(got.out, "\n") != 2 {
		t.Errorf("%q", got.out)
	}
}

func each(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, inner := range c.Commands() {
		each(inner, do)
	}
}

// Help is in sentences, and no flag takes a secret, which every user of the machine could see.
func TestHelp(t *testing.T) {
	a, n := &app{Streams: Streams{Getenv: func(string) string { return "" }}}, 0
	each(a.root(), func(c *cobra.Command) {
		n++
		if c.Short == "" || !unicode.IsUpper(rune(c.Short[0])) || strings.HasSuffix(c.Short, ".") || len(c.Short) > 90 {
			t.Errorf("%s: %q", c.CommandPath(), c.Short)
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" || strings.HasSuffix(f.Usage, ".") {
				t.Errorf("%s --%s: %q", c.CommandPath(), f.Name, f.Usage)
			}
			for _, word := range []string{"token", "secret", "code", "pin", "key"} {
				if strings.Contains(f.Name, word) {
					t.Errorf("%s has --%s", c.CommandPath(), f.Name)
				}
			}
			if strings.Contains(f.Name, "password") && f.Value.Type() == "string" {
				t.Errorf("%s has --%s", c.CommandPath(), f.Name)
			}
		})
	})
	if n < 30 {
		t.Errorf("only %d commands", n)
	}
}

// Each shell gets a script, which asks the program: it knows all commands.
func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if got := run(t, nil, "", "completion", shell); got.code != 0 || !strings.Contains(got.out, "latchctl") || !strings.Contains(got.out, cobra.ShellCompRequestCmd) {
			t.Errorf("%s: %+v", shell, got)
		}
	}
	for line, want := range map[string][]string{
		"":                     {"sign-in", "users", "registration-keys", "service-keys", "flags", "allow-reset", "reset-factors", "verify-pin", "audit"},
		"users ":               {"list", "get", "create", "update", "delete", "import", "export"},
		"users import -":       {"--results", "--retry-failed"},
		"users list --role ":   {"user", "support", "admin"},
		"service-keys issue -": {"--scope", "--out"},
		"flags set ":           {"email_based_mfa"},
	} {
		words := strings.Split(line, " ")
		got := run(t, nil, "", append([]string{cobra.ShellCompRequestCmd}, words...)...)
		for _, w := range want {
			if !strings.Contains("\n"+got.out, "\n"+w) {
				t.Errorf("%q: no %s in %q", line, w, got.out)
			}
		}
	}
}

// Nothing that is secret is printed, and errors have no token either.
func TestTokensAreNotPrinted(t *testing.T) {
	env := signedIn(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token || strings.Contains(r.URL.String(), "lk") {
			t.Errorf("%s %v", r.URL, r.Header)
		}
		panic(http.ErrAbortHandler)
	})
	for _, args := range []string{"whoami", "users list", "sign-out", "users delete 7 --json"} {
		if got := run(t, env, "", strings.Fields(args)...); strings.Contains(got.out+got.err, "lks_") || got.code != exitUnreachable {
			t.Errorf("%s: %+v", args, got)
		}
	}
}

func TestSignIn(t *testing.T) {
	var bodies bytes.Buffer
	h := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(&bodies, r.Body)
		switch challenge := `{"id":"c","sent_to":"b***@example.com"}`; {
		case r.URL.Path == "/users/login":
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, `{"challenge":`+challenge+`}`)
		case r.URL.Path == "/2fa/resend":
			_, _ = io.WriteString(w, `{"challenge":`+challenge+`}`)
		case strings.Contains(bodies.String(), "204816"):
			_, _ = io.WriteString(w, `{"token":"lks_new","expires_at":"2099-01-01T00:00:00Z","user":`+mary+`}`)
		default:
			problem(401, "invalid_code")(w, r)
		}
	}
	env := signedIn(t, h)
	for name, input := range map[string]string{"no password": "", "no code": secret + "\n", "wrong codes": secret + "\n111111\n222222\n"} {
		if got := run(t, env, input, "sign-in", "--username", "mary"); got.code != exitUsage || strings.Contains(got.out+got.err, secret) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	bodies.Reset()
	got := run(t, env, "mary\n"+secret+"\nresend\n111111\n204 816", "sign-in")
	if got.code != 0 || strings.Contains(got.out+got.err, secret) || strings.Contains(got.out+got.err, "lks_") || !strings.Contains(bodies.String(), secret) {
		t.Errorf("%+v", got)
	}
	store, _ := credential.Default()
	address, _ := store.DefaultURL()
	if s, err := store.Session(address); err != nil || s.Token != "lks_new" || s.Username != "mary" || !s.ExpiresAt.After(time.Now()) {
		t.Errorf("%+v %v", s, err)
	}
}

// A service key comes first, and is named by its last four characters.
func TestServiceKey(t *testing.T) {
	var sent string
	env := signedIn(t, func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header.Get("Authorization")
		problem(403, "scope_missing")(w, r)
	})
	env["LATCHKEY_SERVICE_KEY"] = "lkv_secretABCD\n"
	if got := run(t, env, "", "whoami"); got.code != 0 || sent != "Bearer lkv_secretABCD" || !strings.Contains(got.out, "ABCD") || strings.Contains(got.out, "secret") {
		t.Errorf("%+v, sent %q", got, sent)
	}
}
