// Package permissiontest changes roles to see that package permission notices. It is for tests.
package permissiontest

import (
	"fmt"
	"slices"

	"latchkey/infra/permission"
	"latchkey/infra/template"
)

// Mutate tries permission.Check on a service whose roles fit its calls: it takes each permission
// away in turn, and gives each function every permission of the others. It gives the mutations
// that Check does not find.
func Mutate(service *template.Service, calls []permission.Call) (unnoticed []string) {
	var all []template.Statement
	for _, f := range service.Functions {
		all = append(all, permission.Split(f)...)
	}
	for _, f := range service.Functions {
		own := permission.Split(f)
		for i, s := range own {
			if !noticed(f, slices.Delete(slices.Clone(own), i, i+1), calls, permission.Missing) {
				unnoticed = append(unnoticed, "not noticed: "+f.Name+" without "+describe(s))
			}
		}
		for _, s := range all {
			if !noticed(f, append(slices.Clone(own), s), calls, permission.Unused) {
				unnoticed = append(unnoticed, "not noticed: "+f.Name+" with "+describe(s))
			}
		}
	}
	return unnoticed
}

// noticed says whether Check finds the fault in a function with these statements.
func noticed(f template.Function, statements []template.Statement, calls []permission.Call, fault permission.Fault) bool {
	f.Statements = statements
	found := permission.Check(&template.Service{Functions: []template.Function{f}}, calls)
	return slices.ContainsFunc(found, func(x permission.Finding) bool { return x.Fault == fault })
}

func describe(s template.Statement) string {
	return fmt.Sprint(s.Actions, " on ", s.Resources, s.NotResources)
}
