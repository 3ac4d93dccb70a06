package acceptance

import (
	"net/http"
	"testing"
)

// HEAD answers as GET does on public pages, without the body: monitors use it, and scanners of links in mails.
func TestHeadIsGetWithoutTheBody(t *testing.T) {
	s := start(t)
	looked := 0
	for _, route := range s.Service.Routes {
		if route.Method != http.MethodGet {
			continue
		}
		path := parameters.Replace(route.Path)
		head := s.do(t, "HEAD", path, "")
		if route.Authorizer != "" {
			if head.status != 404 {
				t.Errorf("HEAD %s: %d", path, head.status)
			}
			continue
		}
		looked++
		get := s.do(t, "GET", path, "")
		if get.status != 200 || get.body == "" || head.status != 200 || head.body != "" {
			t.Errorf("%s: GET %d, HEAD %d with %d bytes", path, get.status, head.status, len(head.body))
		}
		for _, name := range []string{"Content-Type", "Cache-Control", "Content-Security-Policy", "Strict-Transport-Security"} {
			if get.header.Get(name) != head.header.Get(name) {
				t.Errorf("%s: %s is %q, and %q of HEAD", path, name, get.header.Get(name), head.header.Get(name))
			}
		}
	}
	if looked < 5 {
		t.Errorf("only %d pages were looked at", looked)
	}
}
