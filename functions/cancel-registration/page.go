package main

import (
	_ "embed"

	"latchkey/shared/edge/page"
)

var (
	//go:embed page.html
	content string
	//go:embed page.js
	script string
)

// cancelPage is what "It was not me" in the mail opens. It acts when a person presses the
// button: mail scanners follow links.
var cancelPage = page.New("It was not me", content, script)
