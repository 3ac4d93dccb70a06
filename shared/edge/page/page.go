// Package page owns the look of the pages that mails link to, and what they may do: run their own
// script, call the service, and nothing else.
package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"

	"latchkey/shared/edge/api"
)

//go:embed style.css
var style string

// New makes a page of a title, the body's content and a script. It joins strings, because linking
// html/template would make every function with a page a third larger. All parts are the service's
// own, so nothing needs escaping.
func New(title, content, script string) api.Reply {
	html := `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>` + title + `</title>
<style>` + style + `</style>
</head>
<body>
<main>
` + content + `</main>
<script>` + script + `</script>
</body>
</html>
`
	return api.Page(html, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'"+
		"; script-src "+fingerprint(script)+"; style-src "+fingerprint(style))
}

// fingerprint allows one element's content, and no other.
func fingerprint(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
