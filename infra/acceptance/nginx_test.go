package acceptance

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"latchkey/infra/local/stack"
)

// behindNginx runs infra/example/nginx before an API that shows the headers it gets, and gives nginx's address.
func behindNginx(t *testing.T, latchkey, api string) service {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("nginx is not installed")
	}
	if err != nil {
		t.Skip("nginx is not installed; with `apt-get install nginx-light`, the example behind it is run")
	}
	example, err := os.ReadFile("../example/nginx/api.conf")
	if err != nil {
		t.Fatal(err)
	}
	// nginx takes over a port that is open already, so that the first request waits for nginx by itself.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	socket, err := listener.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = socket.Close() }()
	address := listener.Addr().String()
	site := strings.NewReplacer("listen 8080", "listen "+address, "https://id.example.com", latchkey, "http://127.0.0.1:9000", api).Replace(string(example))
	nginx := exec.Command(program, "-p", configured(t, site), "-c", "nginx.conf")
	nginx.Stdout, nginx.Stderr, nginx.ExtraFiles, nginx.Env = t.Output(), t.Output(), []*os.File{socket}, append(os.Environ(), "NGINX=3;")
	if err := nginx.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = nginx.Process.Signal(syscall.SIGTERM)
		_ = nginx.Wait()
	})
	return service{Stack: &stack.Stack{URL: "http://" + address}, log: new(journal)}
}

// configured is a folder with a site and nothing of this machine's own nginx.
func configured(t *testing.T, site string) string {
	t.Helper()
	folder := t.TempDir()
	main := "daemon off; worker_processes 1; pid nginx.pid; error_log stderr; events {}\nhttp { access_log off;\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		main += fmt.Sprintf("%s_temp_path %s;\n", kind, filepath.Join(folder, kind))
	}
	if err := os.WriteFile(filepath.Join(folder, "nginx.conf"), []byte(main+site+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// identityOf are the headers by which an API behind nginx knows who calls, and what it must not see.
func identityOf(h http.Header) string {
	return fmt.Sprintf("%s|%s|%s|%s|%s", strings.Join(h.Values("X-User-Id"), ","), strings.Join(h.Values("X-User-Role"), ","),
		strings.Join(h.Values("X-Session-Id"), ","), h.Get("Authorization")+h.Get("Private-Token"), h.Get("X_User_Id"))
}

// An API behind nginx learns who calls from Latchkey alone, whatever a client sends by these names.
func TestIdentityBehindNginx(t *testing.T) {
	s := start(t)
	var asked atomic.Int32
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		body, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, identityOf(r.Header)+"|"+string(body))
	}))
	t.Cleanup(api.Close)
	proxy := behindNginx(t, s.URL, api.URL)

	s.account(t, "mary", false)
	token := s.token(t, "mary")
	me, sessions := s.do(t, "GET", "/users/me", "", "PRIVATE-TOKEN", token), s.do(t, "GET", "/users/me/sessions", "", "PRIVATE-TOKEN", token)
	want := fmt.Sprintf("%.0f|user|%s|||", me.at("id"), sessions.text("sessions.0.id"))
	forged := []string{"X-User-Id", "1", "x-user-role", "admin", "X-Session-Id", "LAPTOP", "X_User_Id", "1"}

	for name, c := range map[string]struct {
		path, body string
		headers    []string
		status     int
		want       string
	}{
		"nobody":                {"/notes", "", nil, 401, ""},
		"nobody, forged":        {"/notes", "", forged, 401, ""},
		"a bad token, forged":   {"/notes", "", append([]string{"Authorization", "Bearer " + token + "x"}, forged...), 401, ""},
		"the question itself":   {"/_latchkey", "", []string{"Authorization", "Bearer " + token}, 404, ""},
		"mary":                  {"/notes", "", []string{"Authorization", "Bearer " + token}, 200, want},
		"mary, forged":          {"/notes", "", append([]string{"Authorization", "Bearer " + token}, forged...), 200, want},
		"mary, by the other":    {"/notes", "", append([]string{"Private-Token", token}, forged...), 200, want},
		"mary, with a body":     {"/notes", `{"id":1}`, append([]string{"Private-Token", token}, forged...), 200, want + `{"id":1}`},
		"for anyone, forged":    {"/public/x", "", forged, 200, "|||||"},
		"for anyone, and token": {"/public/x", "", append([]string{"Private-Token", token}, forged...), 200, "|||||"},
	} {
		method, before := "GET", asked.Load()
		if c.body != "" {
			method = "POST"
		}
		a := proxy.do(t, method, c.path, c.body, c.headers...)
		if a.status != c.status || a.status == 200 && a.body != c.want {
			t.Errorf("%s: %d %s, want %d %s", name, a.status, a.body, c.status, c.want)
		}
		if reached := asked.Load() > before; reached != (c.status == 200) {
			t.Errorf("%s: the API was asked: %v", name, reached)
		}
	}
	if a := s.do(t, "POST", "/users/logout", "", "PRIVATE-TOKEN", token); a.status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := proxy.do(t, "GET", "/notes", "", append([]string{"Private-Token", token}, forged...)...); a.status != 401 {
		t.Errorf("after the end of the session: %d %s", a.status, a.body)
	}
}
