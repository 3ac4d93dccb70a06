package message

import (
	_ "embed"
	"errors"
	"fmt"
	"html"
	"maps"
	"strings"

	"latchkey/shared/domain/words"
)

// ours is the layout of mails: HTML with {places}, and blocks between <!-- each x --> and <!-- end x -->
// that stand there once for each x that a mail has. It is filled by hand, because linking html/template would
// make every function that mails a third larger.
//
//go:embed layout.html
var ours string

// layout is the operator's where they have one.
func layout() string {
	if own, ok := words.Own("mail.html"); ok {
		return own
	}
	return ours
}

// place has values by the names of their places. All are text, and none is HTML.
type place = words.Values

// blocks are the values of each block.
type blocks map[string][]place

func one(name, value string) []place {
	if value == "" {
		return nil
	}
	return []place{{name: value}}
}

func each(name string, values []string) (all []place) {
	for _, value := range values {
		all = append(all, place{name: value})
	}
	return all
}

// add puts another value into a block that is there.
func (b blocks) add(block, name, value string) {
	for _, p := range b[block] {
		p[name] = value
	}
}

// fill puts values into a layout, and what they say into its blocks.
func (b blocks) fill(layout string, values place) string {
	var filled strings.Builder
	for {
		before, rest, open := strings.Cut(layout, "<!-- each ")
		filled.WriteString(words.Fill(before, escaped(values)))
		if !open {
			return filled.String()
		}
		name, rest, _ := strings.Cut(rest, " -->")
		inside, after, _ := strings.Cut(rest, "<!-- end "+name+" -->")
		for _, p := range b[name] {
			within := maps.Clone(values)
			maps.Copy(within, p)
			filled.WriteString(b.fill(inside, within))
		}
		layout = after
	}
}

func escaped(values place) place {
	safe := maps.Clone(values)
	for name, value := range safe {
		safe[name] = html.EscapeString(value)
	}
	return safe
}

// CheckLayout says what a layout lacks that mails need.
func CheckLayout(layout string) error {
	var wrong []error
	for _, needed := range [][]string{
		{"code", "code"}, {"headline", "headline"}, {"line", "line"}, {"button", "text", "link"}, {"token", "text", "token"},
		{"detail", "name", "value"}, {"advice", "line"}, {"refusal", "text", "link"},
	} {
		block, places := needed[0], needed[1:]
		_, rest, open := strings.Cut(layout, "<!-- each "+block+" -->")
		inside, _, closed := strings.Cut(rest, "<!-- end "+block+" -->")
		if !open || !closed {
			wrong = append(wrong, fmt.Errorf("there is no block from <!-- each %s --> to <!-- end %[1]s -->", block))
			continue
		}
		for _, name := range places {
			if !strings.Contains(inside, "{"+name+"}") {
				wrong = append(wrong, fmt.Errorf("{%s} is missing in the block %s", name, block))
			}
		}
	}
	return errors.Join(wrong...)
}
