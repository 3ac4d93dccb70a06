package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func get(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := site("https://id.example.com")
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

// The page knows the service, may call it, and shows no template.
func TestPage(t *testing.T) {
	for path, kind := range map[string]string{"/": "text/html", "/app.js": "text/javascript", "/sign-in.js": "text/javascript", "/style.css": "text/css"} {
		w := get(t, path)
		policy := w.Header().Get("Content-Security-Policy")
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || !strings.HasSuffix(policy, " connect-src https://id.example.com") {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
	if body := get(t, "/").Body.String(); !strings.Contains(body, `<meta name="latchkey" content="https://id.example.com">`) {
		t.Error(body)
	}
	if w := get(t, "/main.go"); w.Code != 404 {
		t.Errorf("%d", w.Code)
	}
}

// The code in docs/applications.md is that of the example, which the browser runs.
func TestTheDocumentedCodeIsTheExample(t *testing.T) {
	code, err := os.ReadFile(filepath.Join("page", "sign-in.js"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "applications.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(code), "\n") // the first line is about the file
	if !strings.Contains(string(page), "```js\n"+shown+"```\n") {
		t.Error("docs/applications.md shows other code than page/sign-in.js")
	}
}
