package contract

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/contract/document"
	"latchkey/shared/domain/fault"
)

// declared are the codes that a client may see, with their words. Those of internal faults stay inside but for
// the one that stands for all of them.
func declared(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{fault.ErrInvalid.Code: fault.ErrInvalid.Detail} // of package fault itself
	for _, call := range calls(slices.Concat(files(t, "shared"), files(t, "functions")), "fault", "New") {
		if code := text(call.Args[1]); selected(call.Args[0]) != "Internal" || code == "internal_error" {
			all[code] = text(call.Args[2])
		}
	}
	return all
}

// listed are the codes that a contract has somewhere: in an answer, in a result of many, or of a function that
// is not called by HTTP.
func listed(d *document.Document) map[string]bool {
	all := map[string]bool{}
	for _, o := range d.Operations() {
		for _, a := range o.Answers {
			for _, c := range a.Contents {
				for _, code := range c.Codes {
					all[code.Name] = true
				}
			}
		}
	}
	for _, f := range d.Routeless {
		for _, code := range f.Problems {
			all[code] = true
		}
	}
	return all
}

// nested are codes that are of items of a request alone.
var nested = []string{"duplicate_item"}

func TestCodesAreThoseOfTheCode(t *testing.T) {
	want, d := declared(t), documentOf(t)
	got := listed(d)
	for _, code := range nested {
		got[code] = true
	}
	if codes := slices.Sorted(maps.Keys(want)); !slices.Equal(codes, slices.Sorted(maps.Keys(got))) || len(codes) < 40 {
		all := slices.Sorted(maps.Keys(got))
		t.Errorf("only in the code: %v\nonly in the contract: %v", beside(codes, all), beside(all, codes))
	}
}

// The meanings that people read are the words of the code.
func TestMeaningsAreThoseOfTheCode(t *testing.T) {
	c := contractOf(t)
	said, _ := c.document.Extensions["x-problem-codes"].(map[string]any)
	want := declared(t)
	for code, words := range want {
		// Two parts of the service may have a code in common; the words of the first are shown.
		if code != "wrong_type" && said[code] != words {
			t.Errorf("%s: %q, and the contract says %q", code, words, said[code])
		}
	}
	for code := range said {
		if _, known := want[code]; !known {
			t.Errorf("no part of the service says %s", code)
		}
	}
}

func TestACodeThatIsMissingShows(t *testing.T) {
	for from, to := range map[string]string{
		"wrong_type, ids_twice,":       "wrong_type,",
		"[registration_key_not_found]": "[registration_key_unknown]",
		"problems: [admin_exists]":     "problems: []",
	} {
		got := listed(read(t, changed(t, from, to)))
		if maps.Equal(got, listed(documentOf(t))) {
			t.Errorf("nobody notices %q", to)
		}
	}
}

// refused are the codes that checks give to their own function refuse, before the words. Names of fields,
// which some give there, have no underscore.
func refused(in []*ast.File) (codes []string) {
	for _, file := range in {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !named(call.Fun, "refuse") {
				return true
			}
			for i := range len(call.Args) - 1 {
				if code := text(call.Args[i]); strings.Contains(code, "_") && strings.Contains(text(call.Args[i+1]), " ") {
					codes = append(codes, code)
				}
			}
			return true
		})
	}
	return codes
}

// Fields are refused by codes of their own, which are listed in one place.
func TestFieldCodesAreThoseOfTheCode(t *testing.T) {
	c := contractOf(t)
	var got []string
	for _, code := range c.document.Components.Schemas["FieldProblem"].Value.Properties["code"].Value.Enum {
		got = append(got, code.(string))
	}
	code := slices.Concat(files(t, "shared"), files(t, "functions"))
	for _, file := range code {
		ast.Inspect(file, func(n ast.Node) bool {
			if pair, ok := n.(*ast.KeyValueExpr); ok && named(pair.Key, "Code") && text(pair.Value) != "" && !slices.Contains(got, text(pair.Value)) {
				t.Errorf("a field is refused by %q, which is not listed", text(pair.Value))
			}
			return true
		})
	}
	for _, refusal := range refused(code) {
		if !slices.Contains(got, refusal) {
			t.Errorf("a field is refused by %q, which is not listed", refusal)
		}
	}
	said := map[string]bool{}
	for _, file := range code {
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok {
				said[text(lit)] = true
			}
			return true
		})
	}
	for _, code := range got {
		if !said[code] {
			t.Errorf("no part of the service says %s", code)
		}
	}
	if len(got) < 40 {
		t.Errorf("only %v", got)
	}
}
