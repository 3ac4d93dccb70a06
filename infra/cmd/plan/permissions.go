package main

import (
	"maps"
	"slices"
	"strings"
)

// functions are each on its own: what invokes it, then action by action to what it may do that.
func (p *page) functions(t template) {
	for _, id := range slices.Sorted(maps.Keys(t.Resources)) {
		if r := t.Resources[id]; r.Type == "AWS::Serverless::Function" {
			p.line("\n%s", strings.TrimRight(id+"  "+r.events(), " "))
			p.rows("  ", r.permissions())
		}
	}
}

// events are what invokes a function.
func (r resource) events() string {
	var all []string
	for _, event := range members(r.Properties["Events"]) {
		p := members(members(event)["Properties"])
		route := strings.TrimSpace(words(p["Method"]) + " " + words(p["Path"]))
		if expression := words(p["ScheduleExpression"]); expression != "" {
			route = expression
		}
		all = append(all, route)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (r resource) permissions() (rows []row) {
	on := map[string][]string{}
	for _, policy := range list(r.Properties["Policies"]) {
		if name, ok := policy.(string); ok {
			on["managed policy"] = append(on["managed policy"], name)
		}
		for _, statement := range list(members(policy)["Statement"]) {
			s := members(statement)
			for _, action := range list(s["Action"]) {
				what := words(action)
				if words(s["Effect"]) == "Deny" {
					what = "never " + what
				}
				on[what] = append(on[what], objects(s)...)
			}
		}
	}
	for _, action := range slices.Sorted(maps.Keys(on)) {
		slices.Sort(on[action])
		rows = append(rows, row{action, "→ " + strings.Join(slices.Compact(on[action]), ", ")})
	}
	if len(rows) == 0 {
		return []row{{"may do", "nothing but write logs"}}
	}
	return rows
}

// conditions are all of a statement's, in words.
func conditions(statement map[string]any) string {
	var all []string
	for _, test := range members(statement["Condition"]) {
		for key, value := range members(test) {
			all = append(all, key+" is "+words(value))
		}
	}
	if len(all) == 0 {
		return ""
	}
	slices.Sort(all)
	return " (where " + strings.Join(all, " and ") + ")"
}

// objects are what a statement is about, and on which condition.
func objects(statement map[string]any) (all []string) {
	when := conditions(statement)
	for _, object := range list(statement["Resource"]) {
		all = append(all, words(object)+when)
	}
	for _, object := range list(statement["NotResource"]) {
		all = append(all, "all but "+words(object)+when)
	}
	return all
}
