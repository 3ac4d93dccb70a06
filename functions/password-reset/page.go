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

// resetPage is what the link in the mail opens. The token comes in the fragment, which no
// server along the way sees.
var resetPage = page.New("Choose a new password", content, script)
