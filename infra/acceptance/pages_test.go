package acceptance

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"latchkey/infra/local/stack"
)

var loaded = regexp.MustCompile(`(?:src|href)="((?:app|style|accent)-[^"]+)"`)

// The pages go by the parameter: without them, mails have codes and lead nowhere.
func TestPagesAreAParameter(t *testing.T) {
	for value, want := range map[string]struct {
		page, console int
		links         bool
	}{
		"off":   {http.StatusNotFound, http.StatusNotFound, false},
		"users": {http.StatusOK, http.StatusNotFound, true},
		"all":   {http.StatusOK, http.StatusOK, true},
	} {
		t.Run(value, func(t *testing.T) {
			s := startNew(t, "Pages="+value, "Accent=#aa0000")
			plain := service{Stack: &stack.Stack{URL: s.issuer()}} // the contract is that of a service with pages, so it checks nothing here
			if a := plain.do(t, "GET", "/app/sign-in", ""); a.status != want.page {
				t.Errorf("the page: %d", a.status)
			}
			if a := plain.do(t, "GET", "/app/console", ""); a.status != want.console {
				t.Errorf("the console: %d", a.status)
			}
			if a := s.post(t, "/users/register", `{"username":"mary","email":"mary@latchkey.example","password":"`+password+`"}`); a.status != 201 {
				t.Fatalf("%d %s", a.status, a.body)
			}
			mail := s.Outbox.Messages("mary@latchkey.example")[0]
			if linked := strings.Contains(mail.Text, s.issuer()+"/app/confirm#"); linked != want.links || strings.Contains(mail.Text, "/app/cancel#") != want.links {
				t.Errorf("%s", mail.Text)
			}
		})
	}
}

// What a page loads is there, compressed for browsers if that makes it smaller, and has the accent of the deployment.
func TestPagesLoad(t *testing.T) {
	s := startNew(t, "Accent=#aa0000")
	page := s.do(t, "GET", "/app/sign-in", "")
	files := loaded.FindAllStringSubmatch(page.body, -1)
	if len(files) != 3 {
		t.Fatalf("the page loads %v", files)
	}
	for _, file := range files {
		a := s.do(t, "GET", "/app/"+file[1], "", "Accept-Encoding", "gzip")
		compressed := a.header.Get("Content-Encoding") == "gzip"
		if a.status != 200 || compressed == strings.HasPrefix(file[1], "accent-") || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", file[1], a.status, a.header)
		}
	}
	if a := s.do(t, "GET", "/app/accent-aa0000.css", ""); !strings.Contains(a.body, "--accent:#aa0000") {
		t.Errorf("%d %s", a.status, a.body)
	}
}
