package contract

import (
	"fmt"
	"go/format"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"latchkey/infra/contract/document"
)

// CodesPath is where the codes stand for clients in Go.
func CodesPath(root string) string { return filepath.Join(root, "clients", "go", "codes.go") }

// spelled are the parts of codes that are not written as other words in names of Go.
var spelled = map[string]string{"2fa": "TwoFactor", "pin": "PIN", "id": "ID", "ids": "IDs", "json": "JSON"}

// Codes is a Go file with a constant for each code that a route refuses with.
func Codes(d *document.Document) ([]byte, error) {
	details := map[string]string{}
	for _, o := range d.Operations() {
		for _, a := range o.Answers {
			for _, c := range a.Contents {
				for _, code := range c.Codes {
					details[code.Name] = code.Words
				}
			}
		}
	}
	var b strings.Builder
	b.WriteString("// Code generated from functions/openapi/openapi.yaml by `make docs`. DO NOT EDIT.\n\npackage latchkey\n\n")
	b.WriteString("// The codes of the contract, each with the detail that the service gives.\nconst (\n")
	for _, code := range slices.Sorted(maps.Keys(details)) {
		fmt.Fprintf(&b, "\tCode%s Code = %q // %s\n", nameOf(code), code, details[code])
	}
	b.WriteString(")\n")
	return format.Source([]byte(b.String()))
}

func nameOf(code string) (name string) {
	for part := range strings.SplitSeq(code, "_") {
		if as := spelled[part]; as != "" {
			name += as
			continue
		}
		name += strings.ToUpper(part[:1]) + part[1:]
	}
	return name
}
