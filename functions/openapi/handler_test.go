package main

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"latchkey/functions/openapi/document"
	"latchkey/shared/api"
)

// get asks for a route as the gateway would.
func get(t *testing.T, route string) api.Response {
	t.Helper()
	answer, err := api.Handle(api.Anyone, serve)(t.Context(), api.Event{RouteKey: route})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// Machines get the file as it stands in the repository.
func TestContract(t *testing.T) {
	file, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a := get(t, "GET /openapi.yaml")
	if a.StatusCode != http.StatusOK || a.Headers["content-type"] != "application/yaml" || a.Body != string(file) {
		t.Errorf("%d %v, %d bytes", a.StatusCode, a.Headers, len(a.Body))
	}
}

// the page runs no script, loads nothing, and may be styled by its own style alone.
func TestPageLoadsNothing(t *testing.T) {
	a := get(t, "GET /docs")
	if a.StatusCode != http.StatusOK || a.Headers["content-type"] != "text/html; charset=utf-8" {
		t.Fatalf("%d %v %s", a.StatusCode, a.Headers, a.Body)
	}
	style := between(t, a.Body, "<style>", "</style>")
	sum := sha256.Sum256([]byte(style))
	want := "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'"
	if got := a.Headers["content-security-policy"]; got != want {
		t.Errorf("%s", got)
	}
	for _, loads := range []string{"<script", "<link", "<img", "<iframe", " src=", "url(", "@import", " style="} {
		if strings.Contains(a.Body, loads) {
			t.Errorf("the page has %q", loads)
		}
	}
	for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(a.Body, -1) {
		if to := link[1]; to != "openapi.yaml" && !strings.Contains(a.Body, `id="`+strings.TrimPrefix(to, "#")+`"`) {
			t.Errorf("a link leads to %s", to)
		}
	}
}

// What people read is what machines read: every route, status, code and example is on the page.
func TestPageShowsEverything(t *testing.T) {
	body := html.UnescapeString(get(t, "GET /docs").Body)
	d, err := document.Parse([]byte(contract))
	if err != nil || len(d.Operations()) < 30 || len(d.Schemas) < 8 {
		t.Fatalf("%+v, %v", d, err)
	}
	for _, o := range d.Operations() {
		_, own, _ := strings.Cut(body, `<div id="`+o.ID+`"`)
		own, _, _ = strings.Cut(own, `<details class="operation">`)
		wanted := []string{}
		for _, p := range o.Parameters {
			wanted = append(wanted, p.Name, p.Words)
		}
		for _, a := range o.Answers {
			wanted = append(wanted, a.Words)
			for _, c := range a.Contents {
				for _, code := range c.Codes {
					wanted = append(wanted, code.Name, code.Words, c.Example)
				}
			}
		}
		if o.Body != nil {
			wanted = append(wanted, o.Body.Example)
		}
		for _, w := range wanted {
			if !strings.Contains(own, w) {
				t.Errorf("%s: the page does not have %q", o.ID, w)
			}
		}
		if !strings.Contains(body, o.Path) || !strings.Contains(body, o.Summary) {
			t.Errorf("%s is not on the page", o.ID)
		}
	}
	if strings.Contains(body, "ZgotmplZ") || strings.Contains(body, "<no value>") {
		t.Error("the page has a hole")
	}
}

func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, after, found := strings.Cut(text, from)
	inner, _, ended := strings.Cut(after, to)
	if !found || !ended {
		t.Fatalf("nothing from %s to %s", from, to)
	}
	return inner
}
