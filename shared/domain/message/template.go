package message

import (
	"html"
	"strings"
)

// template is the one layout of mails. It is put together by hand, because linking
// html/template would make every function that mails a third larger.
type template struct {
	code         string // the first thing to be read, where there is one
	headline     string
	lines        []string
	button, link string
	// refusal is the way to say no, where there is one. It is a plain link: the one to press is
	// the button.
	refusal, refusalLink string
}

func (t template) text() string {
	var b strings.Builder
	b.WriteString(t.code + t.headline + "\n\n")
	for _, line := range t.lines {
		b.WriteString(line + "\n\n")
	}
	if t.link != "" {
		b.WriteString(t.button + ": " + t.link + "\n")
	}
	if t.refusalLink != "" {
		b.WriteString("\n" + t.refusal + ": " + t.refusalLink + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (t template) top() string {
	if t.code != "" {
		return `<p style="margin:0 0 24px;font:600 36px/1.2 ui-monospace,monospace;letter-spacing:.12em">` + html.EscapeString(t.code) + `</p>`
	}
	return `<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">` + html.EscapeString(t.headline) + `</h1>`
}

func (t template) html(signature string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
		`<body style="margin:0;padding:32px 16px;background:#f4f4f1;font:16px/1.5 system-ui,sans-serif;color:#1c1c1a">` +
		`<div style="max-width:30rem;margin:auto;padding:32px;background:#fff;border-radius:12px">` +
		t.top())
	for _, line := range t.lines {
		b.WriteString(`<p style="margin:0 0 16px">` + html.EscapeString(line) + `</p>`)
	}
	if t.link != "" {
		b.WriteString(`<p style="margin:24px 0"><a href="` + html.EscapeString(t.link) +
			`" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#1c4e3d;color:#fff;text-decoration:none">` +
			html.EscapeString(t.button) + `</a></p>`)
	}
	if t.refusalLink != "" {
		b.WriteString(`<p style="margin:0"><a href="` + html.EscapeString(t.refusalLink) + `" style="color:#1c1c1a">` + html.EscapeString(t.refusal) + `</a></p>`)
	}
	b.WriteString(`<p style="margin:24px 0 0;color:#6b6b66;font-size:13px">` + signature + `</p></div></body></html>`)
	return b.String()
}
