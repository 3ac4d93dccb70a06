package permission

import (
	"slices"

	"latchkey/infra/template"
)

// Overlooked tries Judge on a service whose roles fit its calls: it takes every permission away
// in turn, and gives to every function what any other has. What Judge does not name then, it
// gives.
func Overlooked(service *template.Service, calls []Call) (all []string) {
	var everybodys []template.Statement
	for _, f := range service.Functions {
		everybodys = append(everybodys, permissions(f)...)
	}
	for _, f := range service.Functions {
		own, made := permissions(f), of(f, calls)
		for i, s := range own {
			if !named(f, slices.Delete(slices.Clone(own), i, i+1), made, Missing, s) {
				all = append(all, f.Name+" goes without "+inFull(s)+", and nothing is said")
			}
		}
		for _, s := range everybodys {
			if !named(f, append(slices.Clone(own), s), made, Unused, s) {
				all = append(all, f.Name+" is given "+inFull(s)+", and nothing is said")
			}
		}
	}
	return all
}

func inFull(s template.Statement) string { return action(s) + " on " + resource(s) }

// named says whether a function with other statements is found to have a fault in one of them.
func named(f template.Function, statements []template.Statement, calls []Call, fault Fault, s template.Statement) bool {
	f.Statements, f.Policies = statements, nil
	found := Judge(&template.Service{Functions: []template.Function{f}}, calls)
	return slices.ContainsFunc(found, func(x Finding) bool {
		if fault == Missing {
			return x.Fault == Missing && covers(s, Call{Action: x.Action, Resource: x.Resource})
		}
		return x.Fault == fault && x.Action == action(s) && x.Resource == resource(s)
	})
}
