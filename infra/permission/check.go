package permission

import (
	"cmp"
	"slices"

	"latchkey/infra/local/runtime"
	"latchkey/infra/template"
)

// Check compares the calls that the functions of a service made with their roles.
func Check(service *template.Service, calls []Call) []Finding {
	var all []Finding
	for _, f := range service.Functions {
		made := of(f, calls)
		all = append(all, missing(f, made)...)
		all = append(all, unneeded(f, made)...)
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Compare(a.String(), b.String()) })
	return slices.Compact(all)
}

// of gives the calls that a function made.
func of(f template.Function, calls []Call) []Call {
	key := runtime.AccessKey(f.Name)
	return slices.DeleteFunc(slices.Clone(calls), func(c Call) bool { return c.Key != key })
}

func missing(f template.Function, made []Call) (all []Finding) {
	for _, c := range made {
		if !permitted(f.Statements, c) {
			all = append(all, Finding{f.Name, c.Action, c.Resource, Missing})
		}
	}
	return all
}

func permitted(statements []template.Statement, c Call) bool {
	return slices.ContainsFunc(statements, func(s template.Statement) bool { return allows(s, c) }) &&
		!slices.ContainsFunc(statements, func(s template.Statement) bool { return denies(s, c) })
}

// unneeded are the permissions without which every call would still be allowed: those that no
// call uses, and those that are given twice.
func unneeded(f template.Function, made []Call) (all []Finding) {
	each := Split(f)
	needed := map[int]bool{}
	for _, c := range made {
		if by := allowing(each, c); len(by) == 1 {
			needed[by[0]] = true
		}
	}
	for i, s := range each {
		switch {
		case s.Effect != "Allow":
		case broad(s):
			all = append(all, Finding{f.Name, action(s), resource(s), Broad})
		case !needed[i]:
			all = append(all, Finding{f.Name, action(s), resource(s), Unused})
		}
	}
	return all
}

func allowing(each []template.Statement, c Call) (by []int) {
	for i, s := range each {
		if allows(s, c) {
			by = append(by, i)
		}
	}
	return by
}
