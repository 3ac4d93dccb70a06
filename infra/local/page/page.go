// Package page serves the pages of the local stack: one document each with its style and script, and JSON
// for that.
//
// It owns the look that they share, and the headers, which let nothing in from elsewhere. It must not know
// what the pages show.
package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
)

//go:embed page.css
var shared string

// Page is what a page is made of. Its HTML has empty elements for its style and its script.
type Page struct {
	HTML, Style, Script string
	// ShowsMails is for a page with a frame that shows a mail: the frame inherits the policy, and mails have
	// no other styles than their own.
	ShowsMails bool
}

// Serve answers with the page. The policy allows its one script, and its one style unless it shows mails.
func (p Page) Serve() http.HandlerFunc {
	style := shared + p.Style
	html := strings.Replace(p.HTML, "<style></style>", "<style>"+style+"</style>", 1)
	html = strings.Replace(html, "<script></script>", "<script>"+p.Script+"</script>", 1)
	styles := digest(style)
	if p.ShowsMails {
		styles = "'unsafe-inline'"
	}
	policy := "default-src 'none'; script-src " + digest(p.Script) + "; style-src " + styles +
		"; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return func(w http.ResponseWriter, _ *http.Request) {
		header(w, "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Referrer-Policy", "no-referrer")
		_, _ = w.Write([]byte(html))
	}
}

// JSON answers with a value.
func JSON(w http.ResponseWriter, value any) {
	header(w, "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

// Emptied answers a request that removed everything.
func Emptied(empty func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		empty()
		w.WriteHeader(http.StatusNoContent)
	}
}

func header(w http.ResponseWriter, contentType string) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
}

// digest names what stands in an element of a page, as a policy does.
func digest(inside string) string {
	sum := sha256.Sum256([]byte(inside))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
