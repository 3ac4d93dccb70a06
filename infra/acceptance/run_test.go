package acceptance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"latchkey/infra/local/process"
)

// command is `make run` as its user sees it: a process, what it prints, and where it answers.
type command struct {
	*exec.Cmd
	URL    string
	out    *bufio.Reader
	failed bytes.Buffer
	banner string
}

// runner builds the command, for one data folder, without a DynamoDB that runs already.
func runner(t *testing.T) func(settings ...string) *command {
	t.Helper()
	if _, err := built(); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "local")
	compile := exec.Command("go", "build", "-o", binary, "./infra/cmd/local")
	compile.Dir = root
	if said, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	folder := filepath.Join(t.TempDir(), "a folder")
	return func(settings ...string) *command {
		port := freePort(t)
		c := &command{Cmd: exec.Command(binary), URL: "http://localhost:" + port}
		c.Dir = root
		c.Env = append(os.Environ(), "DYNAMODB_ENDPOINT=", "PARAMS=", "DATA_DIR="+folder, "PORT="+port)
		c.Env = append(c.Env, settings...)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		c.out, c.Stderr = bufio.NewReader(out), &c.failed
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
		return c
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	port, err := process.FreePort(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// ready waits until the command says that it runs, up to the empty line behind the banner.
func (c *command) ready(t *testing.T) *command {
	t.Helper()
	for running := false; ; {
		line, err := c.out.ReadString('\n')
		if err != nil {
			t.Fatalf("it ended before it ran: %s%s", c.banner, c.failed.String())
		}
		c.banner += line
		running = running || strings.Contains(line, "The service is running")
		if running && line == "\n" {
			go func() { _, _ = io.Copy(io.Discard, c.out) }()
			return c
		}
	}
}

// said waits for the end, and gives the exit code and what was said of it.
func (c *command) said(t *testing.T) (int, string) {
	t.Helper()
	_, _ = io.Copy(io.Discard, c.out)
	err := c.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), c.failed.String()
}

// shown is the first word behind a label of the banner.
func (c *command) shown(label string) string {
	for line := range strings.Lines(c.banner) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == label {
			return words[1]
		}
	}
	return ""
}

func (c *command) post(t *testing.T, path string, body map[string]string) answer {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return c.send(t, http.MethodPost, path, string(raw), http.Header{"Content-Type": {"application/json"}})
}

func (c *command) send(t *testing.T, method, path, body string, header http.Header) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, c.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{status: response.StatusCode, header: response.Header, body: string(text)}
}

// challenge signs the admin in by the password, and gives the challenge with the code of its mail.
func (c *command) challenge(t *testing.T, username, password string) map[string]string {
	t.Helper()
	a := c.post(t, "/users/login", map[string]string{"username": username, "password": password})
	if a.status != http.StatusAccepted {
		t.Fatalf("login: %d %s", a.status, a.body)
	}
	var mails []struct{ Text string }
	if err := json.Unmarshal([]byte(c.send(t, http.MethodGet, "/_local/outbox.json", "", nil).body), &mails); err != nil || len(mails) == 0 {
		t.Fatalf("the outbox: %v %v", mails, err)
	}
	return map[string]string{"challenge_id": fmt.Sprint(a.at("challenge.id")), "code": mails[0].Text[:6]}
}

// A data folder serves one run after another, with sessions and challenges, and one run at a time.
// Without its database, a run ends.
func TestRunTwice(t *testing.T) {
	run := runner(t)
	first := run().ready(t)
	password := first.shown("Password")
	token := fmt.Sprint(first.post(t, "/2fa", first.challenge(t, "admin", password)).at("token"))
	open := first.challenge(t, "admin", password)
	code, said := run("ADMIN_USERNAME=beside").said(t)
	if pid := fmt.Sprintf("(process %d)", first.Process.Pid); code != 1 || strings.Count(said, "\n") != 1 || !strings.Contains(said, "a folder is in use") || !strings.Contains(said, pid) {
		t.Errorf("a second run beside it ended with %d: %s", code, said)
	}
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code, said := first.said(t); code != 0 || said != "" {
		t.Errorf("Ctrl-C: %d %s", code, said)
	}

	again := run("ADMIN_USERNAME=another", "ADMIN_EMAIL=another@latchkey.example").ready(t)
	if !strings.Contains(again.banner, "the one from the first start") || again.shown("Password") != "" {
		t.Errorf("the banner says %s", again.banner)
	}
	if a := again.send(t, http.MethodGet, "/users/me", "", http.Header{"Authorization": {"Bearer " + token}}); a.status != http.StatusOK {
		t.Errorf("a session of before: %d %s", a.status, a.body)
	}
	if a := again.post(t, "/2fa", open); a.status != http.StatusOK {
		t.Errorf("a code of before: %d %s", a.status, a.body)
	}
	kill(t, again, "java")
	if code, said := again.said(t); code != 1 || strings.Count(said, "\n") != 1 || !strings.Contains(said, "DynamoDB Local has ended (signal: killed)") {
		t.Errorf("without its database it ended with %d: %s", code, said)
	}
	if response, err := http.Get(again.URL + "/health"); err == nil {
		_ = response.Body.Close()
		t.Error("it answers without its database")
	}
}

// kill ends a child of the command as a crash would.
func kill(t *testing.T, c *command, program string) {
	t.Helper()
	table, err := exec.Command("ps", "-A", "-o", "pid=,ppid=,comm=").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[1] != strconv.Itoa(c.Process.Pid) || filepath.Base(fields[2]) != program {
			continue
		}
		pid, err := strconv.Atoi(fields[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("there is no %s under process %d", program, c.Process.Pid)
}
