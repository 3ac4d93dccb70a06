package message

import (
	"strings"

	"latchkey/shared/domain/accent"
)

// letter is what a mail says, in the order in which it says it.
type letter struct {
	subject  string
	code     string // the first thing to be read, where there is one
	headline string // in its place, where there is none

	says         []string
	button, link string
	paste, token string // the token that the link has, and where to paste it

	details []detail
	advice  []string // what to do if it was not the reader
	// refusal is the way to say no, where there is one. It is a plain link: the one to press is
	// the button.
	refusal, refusalLink string
}

func (l letter) mail(to string, v voice) Mail {
	return Mail{To: to, Subject: l.subject, Text: l.text(v), HTML: l.html(v)}
}

func (l letter) text(v voice) string {
	parts := append([]string{l.code + l.headline}, l.says...)
	if l.link != "" {
		parts = append(parts, l.button+": "+l.link)
	}
	if l.token != "" {
		parts = append(parts, l.paste+" "+l.token)
	}
	if len(l.details) > 0 {
		var lines []string
		for _, d := range l.details {
			lines = append(lines, d.name+": "+d.value)
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	parts = append(parts, l.advice...)
	if l.refusalLink != "" {
		parts = append(parts, l.refusal+": "+l.refusalLink)
	}
	return strings.Join(append(parts, v.service), "\n\n") + "\n"
}

// html fills the layout. A block that says nothing is left out.
func (l letter) html(v voice) string {
	filled := blocks{
		"code": one("code", l.code), "headline": one("headline", l.headline), "line": each("line", l.says), "advice": each("line", l.advice),
		"button": one("link", l.link), "token": one("token", l.token), "details": nil, "detail": nil, "refusal": one("link", l.refusalLink),
	}
	filled.add("button", "text", l.button)
	filled.add("token", "text", l.paste)
	filled.add("refusal", "text", l.refusal)
	for _, d := range l.details {
		filled["details"] = one("details", "some")
		filled["detail"] = append(filled["detail"], place{"name": d.name, "value": d.value})
	}
	light, dark, err := accent.Shades(v.accent)
	if err != nil {
		light, dark, _ = accent.Shades(accent.Default)
	}
	return filled.fill(layout(), place{
		"language": v.Tag, "direction": v.Direction(), "subject": l.subject, "service": v.service,
		"accent": light.Accent, "on_accent": light.On, "dark_accent": dark.Accent, "dark_on_accent": dark.On,
	})
}
