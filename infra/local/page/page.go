// Package page serves the pages of the local stack: one embedded file each, and JSON for its script.
//
// It owns the headers, which let nothing in from elsewhere. It must not know what the pages show.
package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
)

// InlineStyles are for a page with a frame that shows a mail: the frame inherits the policy, and mails
// have no other styles.
const InlineStyles = "'unsafe-inline'"

// Serve answers with a page. The policy allows its one script, and its one style unless other styles are given.
func Serve(html []byte, styles ...string) http.HandlerFunc {
	style := digest(html, "style")
	if len(styles) > 0 {
		style = styles[0]
	}
	policy := "default-src 'none'; script-src " + digest(html, "script") + "; style-src " + style +
		"; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return func(w http.ResponseWriter, _ *http.Request) {
		header(w, "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Referrer-Policy", "no-referrer")
		_, _ = w.Write(html)
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

// digest names what stands in an element of the page, as a policy does.
func digest(html []byte, element string) string {
	_, rest, _ := bytes.Cut(html, []byte("<"+element+">"))
	inside, _, _ := bytes.Cut(rest, []byte("</"+element+">"))
	sum := sha256.Sum256(inside)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
