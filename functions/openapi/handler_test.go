package main

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/shared/edge/api"
)

// get asks for a route as the gateway would.
func get(t *testing.T, route string) api.Response {
	t.Helper()
	answer, err := api.Handle(api.Anyone, time.Now, serve)(t.Context(), api.Event{RouteKey: route})
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

// People get what `make docs` wrote, which a test of package contract holds against the contract.
func TestPage(t *testing.T) {
	file, err := os.ReadFile("docs.html")
	if err != nil {
		t.Fatal(err)
	}
	if a := get(t, "GET /docs"); a.Body != string(file) {
		t.Errorf("%d bytes, not the %d of the file", len(a.Body), len(file))
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

func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, after, found := strings.Cut(text, from)
	inner, _, ended := strings.Cut(after, to)
	if !found || !ended {
		t.Fatalf("nothing from %s to %s", from, to)
	}
	return inner
}
