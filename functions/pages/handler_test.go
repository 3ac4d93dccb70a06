package main

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"latchkey/shared/edge/api"
)

const script = "console.log(1)"

func opened(t *testing.T, settings config) site {
	t.Helper()
	s, err := open(fstest.MapFS{
		"index.html":      {Data: []byte(`<meta content="{{config}}"><title>{{service}}</title><link href="{{accent}}">`)},
		"app-AB12.js":     {Data: []byte(script)},
		"app-AB12.js.gz":  {Data: []byte("compressed")},
		"style-C3.css":    {Data: []byte("p{}")},
		"style-C3.css.gz": {Data: []byte("compressed")},
		"notes.txt":       {Data: []byte("not served")},
	}, settings, "#1c5d48", []string{"https://app.example/in"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func get(t *testing.T, s site, e api.Event) api.Response {
	t.Helper()
	a, err := api.Handle(api.Anyone, time.Now, s.serve)(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func asked(name string) api.Event {
	return api.Event{RouteKey: "GET /app/{file}", PathParameters: map[string]string{"file": name}}
}

func TestWhatIsNotServed(t *testing.T) {
	s := opened(t, config{Service: "Acme", Console: true})
	for name, want := range map[string]string{"notes.txt": "page_not_found", "index.html": "page_not_found", "app-OLD.js": "page_not_found", "app-AB12.js.gz": "page_not_found", "nowhere": "<title>Acme"} {
		if a := get(t, s, asked(name)); a.StatusCode != 404 || !strings.Contains(a.Body, want) {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.Body)
		}
	}
	if a := get(t, opened(t, config{}), asked("console")); a.StatusCode != 404 {
		t.Errorf("a console that is turned off: %d", a.StatusCode)
	}
	for _, dist := range []fstest.MapFS{{"dist/.gitignore": {}}, {"dist/pages.zip": {Data: []byte("no archive")}}} {
		if _, err := unpack(dist); err == nil {
			t.Errorf("pages that are not built are served: %v", dist)
		}
	}
	for _, lacking := range []fstest.MapFS{{}, {"app-AB12.js": {}, "index.html": {}}} {
		if _, err := open(lacking, config{}, "#1c5d48", nil); err == nil {
			t.Errorf("half of the pages is served: %v", lacking)
		}
	}
}

// a page runs what is served beside it and nothing else, and no text of it becomes script.
func TestPages(t *testing.T) {
	s := opened(t, config{Service: `A"><script>&`, Console: true})
	for _, name := range names {
		a := get(t, s, asked(name))
		if a.StatusCode != 200 || a.Headers["content-type"] != "text/html; charset=utf-8" || a.Headers["cross-origin-opener-policy"] != "same-origin" || a.Headers["cache-control"] != "no-store" {
			t.Errorf("%s: %d %v", name, a.StatusCode, a.Headers)
		}
		if p := a.Headers["content-security-policy"]; !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "unsafe") || !strings.Contains(p, "require-trusted-types-for 'script'") {
			t.Errorf("%s: %s", name, p)
		}
		if strings.Contains(a.Body, "<script>") {
			t.Errorf("the name of the service is markup: %s", a.Body)
		}
	}
}

// An address to return to that is not listed is refused, and is nowhere on the page.
func TestReturnAddresses(t *testing.T) {
	s := opened(t, config{})
	for to, want := range map[string]int{"https://app.example/in": 200, "": 400, "https://app.example/in/": 400, "https://evil.example/": 400, "HTTPS://APP.EXAMPLE/in": 400} {
		e := asked("sign-in")
		e.QueryStringParameters = map[string]string{"return_to": to}
		a := get(t, s, e)
		if a.StatusCode != want || strings.Contains(a.Body, "evil") || strings.Contains(a.Body, `wrongReturn&#34;:true`) != (want == 400) {
			t.Errorf("%s: %d %s", to, a.StatusCode, a.Body)
		}
	}
}

func TestFilesAreCompressedAndKept(t *testing.T) {
	s := opened(t, config{})
	e := asked("app-AB12.js")
	if a := get(t, s, e); a.StatusCode != 200 || a.Body != script || a.IsBase64Encoded || a.Headers["cache-control"] != "public, max-age=31536000, immutable" {
		t.Errorf("%d %v %s", a.StatusCode, a.Headers, a.Body)
	}
	e.Headers = map[string]string{"Accept-Encoding": "gzip, br"}
	a := get(t, s, e)
	packed, err := base64.StdEncoding.DecodeString(a.Body)
	if err != nil || !a.IsBase64Encoded || a.Headers["content-encoding"] != "gzip" || a.Headers["vary"] != "accept-encoding" {
		t.Fatalf("%v %v", err, a.Headers)
	}
	if string(packed) != "compressed" {
		t.Errorf("%s", packed)
	}
	linked := regexp.MustCompile(`href="(accent-[^"]+)"`).FindStringSubmatch(get(t, s, asked("sign-in")).Body)
	if linked == nil || !strings.Contains(get(t, s, asked(linked[1])).Body, "--accent:#1c5d48") {
		t.Errorf("the accent of %v", linked)
	}
}

// Mails of before linked elsewhere. Their links lead on, below any path, and keep the fragment.
func TestMoved(t *testing.T) {
	s := opened(t, config{})
	for route, to := range map[string]string{
		"GET /": "app/sign-in", "GET /users/confirm": "../app/confirm", "GET /users/register/cancel": "../../app/cancel", "GET /password-reset": "app/reset",
	} {
		if a := get(t, s, api.Event{RouteKey: route}); a.StatusCode != 303 || a.Headers["location"] != to {
			t.Errorf("%s: %d %v", route, a.StatusCode, a.Headers)
		}
	}
}
