package message

import (
	"html"
	"strings"
)

// letter is the one layout of mails. It is put together by hand, because linking
// html/template would make every function that mails a third larger.
type letter struct {
	code         string // the first thing to be read, where there is one
	headline     string
	lines        []string
	button, link string
	// refusal is the way to say no, where there is one. It is a plain link: the one to press is
	// the button.
	refusal, refusalLink string
}

func (l letter) text() string {
	var b strings.Builder
	b.WriteString(l.code + l.headline + "\n\n")
	for _, line := range l.lines {
		b.WriteString(line + "\n\n")
	}
	if l.link != "" {
		b.WriteString(l.button + ": " + l.link + "\n")
	}
	if l.refusalLink != "" {
		b.WriteString("\n" + l.refusal + ": " + l.refusalLink + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (l letter) top() string {
	if l.code != "" {
		return `<p style="margin:0 0 24px;font:600 36px/1.2 ui-monospace,monospace;letter-spacing:.12em">` + html.EscapeString(l.code) + `</p>`
	}
	return `<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">` + html.EscapeString(l.headline) + `</h1>`
}

func (l letter) html(signature string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
		`<body style="margin:0;padding:32px 16px;background:#f4f4f1;font:16px/1.5 system-ui,sans-serif;color:#1c1c1a">` +
		`<div style="max-width:30rem;margin:auto;padding:32px;background:#fff;border-radius:12px">` +
		l.top())
	for _, line := range l.lines {
		b.WriteString(`<p style="margin:0 0 16px">` + html.EscapeString(line) + `</p>`)
	}
	if l.link != "" {
		b.WriteString(`<p style="margin:24px 0"><a href="` + html.EscapeString(l.link) +
			`" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#1c4e3d;color:#fff;text-decoration:none">` +
			html.EscapeString(l.button) + `</a></p>`)
	}
	if l.refusalLink != "" {
		b.WriteString(`<p style="margin:0"><a href="` + html.EscapeString(l.refusalLink) + `" style="color:#1c1c1a">` + html.EscapeString(l.refusal) + `</a></p>`)
	}
	b.WriteString(`<p style="margin:24px 0 0;color:#6b6b66;font-size:13px">` + signature + `</p></div></body></html>`)
	return b.String()
}
