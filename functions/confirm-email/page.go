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

// confirmPage is what the link in the mail opens. The code comes in the fragment, which no
// server sees, and is posted when a person presses the button: mail scanners follow links. The
// page asks for the password, because the reader of the mail may not be the user who registered: the
// button must not make a stranger's password valid for their address.
var confirmPage = page.New("Confirm your e-mail address", content, script)
