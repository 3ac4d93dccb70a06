package contract

import (
	"html"
	"os"
	"strings"
	"testing"
)

// The page that the function serves is what `make docs` writes.
func TestPageIsFresh(t *testing.T) {
	written, err := os.ReadFile(PagePath(root))
	if err != nil {
		t.Fatal(err)
	}
	page, err := Page(documentOf(t))
	if err != nil {
		t.Fatal(err)
	}
	if page != string(written) {
		t.Error("functions/openapi/docs.html is stale, run `make docs`")
	}
}

// What people read is what machines read: every route, status, code and example is on the page.
func TestPageShowsEverything(t *testing.T) {
	d := documentOf(t)
	page, err := Page(d)
	if err != nil || len(d.Operations()) < 30 || len(d.Schemas) < 8 {
		t.Fatalf("%+v, %v", d, err)
	}
	body := html.UnescapeString(page)
	for _, o := range d.Operations() {
		_, own, _ := strings.Cut(body, `<div id="`+o.ID+`"`)
		own, _, _ = strings.Cut(own, `<details class="operation">`)
		wanted := []string{}
		for _, p := range o.Parameters {
			wanted = append(wanted, p.Name, p.Words)
		}
		for _, a := range o.Answers {
			wanted = append(wanted, a.Words)
			for _, c := range a.Contents {
				for _, code := range c.Codes {
					wanted = append(wanted, code.Name, code.Words, c.Example)
				}
			}
		}
		if o.Body != nil {
			wanted = append(wanted, o.Body.Example)
		}
		for _, w := range wanted {
			if !strings.Contains(own, w) {
				t.Errorf("%s: the page does not have %q", o.ID, w)
			}
		}
		if !strings.Contains(body, o.Path) || !strings.Contains(body, o.Summary) {
			t.Errorf("%s is not on the page", o.ID)
		}
	}
	if strings.Contains(body, "ZgotmplZ") || strings.Contains(body, "<no value>") {
		t.Error("the page has a hole")
	}
}
