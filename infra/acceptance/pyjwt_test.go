package acceptance

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"latchkey/infra/local/stack"
)

// python is one that has what the example needs.
func python(t *testing.T) string {
	t.Helper()
	ours, err := filepath.Abs(filepath.Join(root, "build/ci/python/bin/python")) // as it runs in another folder
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{os.Getenv("LATCHKEY_PYTHON"), ours, "python3"} {
		if p != "" && exec.Command(p, "-c", "import fastapi, jwt, uvicorn, cryptography").Run() == nil {
			return p
		}
	}
	t.Skip("no Python has fastapi, uvicorn and PyJWT: `pip install fastapi uvicorn pyjwt[crypto]` where LATCHKEY_PYTHON or the PATH leads")
	return ""
}

// inPython runs infra/example/python for an audience, until the test ends.
func (s service) inPython(t *testing.T, audience string) service {
	t.Helper()
	port := freePort(t)
	ctx, stop := context.WithCancel(context.Background())
	run := exec.CommandContext(ctx, python(t), "-m", "uvicorn", "main:app", "--port", port, "--log-level", "warning")
	run.Dir = filepath.Join(root, "infra/example/python")
	run.Env = append(os.Environ(), "LATCHKEY="+s.issuer(), "AUDIENCE="+audience, "PYTHONDONTWRITEBYTECODE=1")
	run.Stdout, run.Stderr = s.log, s.log
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = run.Wait() })
	own := service{Stack: &stack.Stack{URL: "http://127.0.0.1:" + port}}
	for ends := time.Now().Add(time.Minute); time.Now().Before(ends); {
		if a, err := own.send("GET", "/openapi.json", ""); err == nil && a.status == http.StatusOK {
			return own
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-t.Context().Done():
		}
	}
	t.Fatal("the example does not start")
	return own
}

// A back end in Python verifies tokens by PyJWT and the keys that the service shows, and refuses all others.
func TestPythonVerifiesAccessTokens(t *testing.T) {
	python(t)
	s := startNew(t, "AccessTokenAudiences=notes,photos")
	s.account(t, "mary", false)
	mary, own := s.token(t, "mary"), s.inPython(t, "notes")
	good := s.accessToken(t, mary, "")
	for name, c := range map[string]struct {
		path, token string
		status      int
	}{
		"for another audience":     {"/mine", s.accessToken(t, mary, `{"audience":"photos"}`), 401},
		"by another key":           {"/mine", forge(t, good), 401},
		"with other claims":        {"/mine", swapped(forge(t, good), good), 401},
		"the token of the session": {"/mine", mary, 401},
		"staff's, to a user":       {"/all", good, 403},
		"the user's":               {"/mine", good, 200},
	} {
		a := own.do(t, "GET", c.path, "", "Authorization", "Bearer "+c.token)
		if a.status != c.status || c.status == 200 && a.text("role") != "user" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	admin := s.accessToken(t, s.admin(t), "")
	if a := own.do(t, "GET", "/all", "", "Authorization", "Bearer "+admin); a.status != 200 {
		t.Errorf("an admin: %d %s", a.status, a.body)
	}
}
