package contract

import (
	"fmt"
	"strings"

	"latchkey/infra/contract/document"
)

// Between these two lines README has the table of routes.
const (
	begin = "<!-- Made of functions/openapi/openapi.yaml by `make docs`. -->"
	end   = "<!-- The table ends. -->"
)

// Table is the routes in Markdown, and after them the functions that none leads to.
func Table(d *document.Document) string {
	var b strings.Builder
	b.WriteString("| function | method and path | who | what it does |\n|---|---|---|---|\n")
	for _, o := range d.Operations() {
		row(&b, o.Function, o.Method+" "+o.Path, document.Callers(o.Callers), o.Summary)
	}
	for _, f := range d.Routeless {
		row(&b, f.Function, f.When, f.Who, f.Summary)
	}
	return b.String()
}

func row(b *strings.Builder, function string, cells ...string) {
	fmt.Fprintf(b, "| [%s](functions/%[1]s/handler.go) | %s |\n", function, strings.Join(cells, " | "))
}

// Rewrite gives README with a table in the place of the one that it has.
func Rewrite(readme, table string) (string, error) {
	before, rest, found := strings.Cut(readme, begin+"\n")
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		return "", fmt.Errorf("README has no place for the table: it stands between %q and %q", begin, end)
	}
	return before + begin + "\n" + table + end + after, nil
}
