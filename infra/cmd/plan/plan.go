package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"latchkey/infra/production"
)

const width = 110

// plan prints settings, size, resources, permissions and outputs.
func (t template) plan(name string, sam translator) (string, error) {
	size, err := t.size(sam)
	if err != nil {
		return "", err
	}
	p := &page{}
	p.line("%s: %s", name, t.Description)
	p.section("Settings", t.settings())
	p.section("Parameters left as template.yaml has them", t.parameters())
	p.section("Size", size)
	p.section("Resources", t.resources(name))
	p.functions(t)
	p.section("Outputs", t.outputs())
	p.line("")
	return p.String(), nil
}

// row is a line under a heading: a name and its value.
type row struct{ name, says string }

func (t template) settings() (rows []row) {
	settings := t.Metadata[production.MetadataKey]
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		rows = append(rows, row{name, words(settings[name])})
	}
	return rows
}

func (t template) parameters() (rows []row) {
	for _, name := range slices.Sorted(maps.Keys(t.Parameters)) {
		if name != "BootstrapVersion" { // the CDK's own
			rows = append(rows, row{name, words(t.Parameters[name].Default)})
		}
	}
	return rows
}

// resources are counted and named by their kinds.
func (t template) resources(stack string) (rows []row) {
	named := map[string][]string{}
	for id, r := range t.Resources {
		named[r.Type] = append(named[r.Type], strings.TrimPrefix(r.called(id), stack+"-"))
	}
	for _, kind := range slices.Sorted(maps.Keys(named)) {
		slices.Sort(named[kind])
		rows = append(rows, row{fmt.Sprintf("%3d %s", len(named[kind]), strings.TrimPrefix(kind, "AWS::")), strings.Join(named[kind], ", ")})
	}
	return rows
}

// called is the name that people will see, where there is one.
func (r resource) called(id string) string {
	if name, ok := r.Properties["AlarmName"].(string); ok {
		return name
	}
	return id
}

func (t template) outputs() (rows []row) {
	for _, name := range slices.Sorted(maps.Keys(t.Outputs)) {
		rows = append(rows, row{name, t.Outputs[name].Description + ": " + words(t.Outputs[name].Value)})
	}
	return rows
}

// page is text in two columns.
type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) { _, _ = fmt.Fprintf(p, format+"\n", args...) }

func (p *page) section(title string, rows []row) {
	if len(rows) > 0 {
		p.line("\n%s", title)
		p.rows("  ", rows)
	}
}

func (p *page) rows(indent string, rows []row) {
	widest := 0
	for _, r := range rows {
		widest = max(widest, len(r.name))
	}
	for _, r := range rows {
		name := r.name
		for _, says := range wrap(r.says, width-len(indent)-widest-2) {
			p.line("%s", strings.TrimRight(fmt.Sprintf("%s%-*s  %s", indent, widest, name, says), " "))
			name = ""
		}
	}
}

// wrap breaks a text between words into lines of at most so many characters.
func wrap(text string, most int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len(*last)+1+len(word) <= most:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
