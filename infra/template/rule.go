package template

import (
	"fmt"

	"github.com/go-json-experiment/json"
)

// Rule takes events of the default bus to a function.
type Rule struct {
	Name     string
	Function string // Function.Name
	Pattern  string // in JSON
}

// ruleProperties are of a rule on the default bus: one on another bus would name it.
type ruleProperties struct{ Pattern any }

func ruleOf(name string, f Function, p ruleProperties) (Rule, error) {
	if p.Pattern == nil {
		return Rule{}, fmt.Errorf("a rule needs a pattern")
	}
	pattern, err := json.Marshal(p.Pattern, json.Deterministic(true))
	return Rule{Name: name, Function: f.Name, Pattern: string(pattern)}, err
}
