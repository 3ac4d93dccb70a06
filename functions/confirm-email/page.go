package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"strings"

	"latchkey/shared/api"
)

//go:embed page.html
var pageHTML string

// page is what the link in the mail opens. The code comes in the fragment, which no server
// sees, and is posted when a person presses the button: mail scanners follow links.
var page = api.Page(pageHTML, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'"+
	"; script-src "+fingerprint("script")+"; style-src "+fingerprint("style"))

// fingerprint allows the page's own element of a kind, and no other.
func fingerprint(element string) string {
	_, rest, _ := strings.Cut(pageHTML, "<"+element+">")
	content, _, _ := strings.Cut(rest, "</"+element+">")
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
