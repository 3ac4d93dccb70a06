package permission

import (
	"regexp"
	"slices"
	"strings"

	"latchkey/infra/template"
)

// Split gives the statements of a function as permissions, of one action on one resource each.
func Split(f template.Function) []template.Statement {
	var all []template.Statement
	for _, s := range f.Statements {
		for _, one := range apart(s, s.Actions, func(s *template.Statement, only []string) { s.Actions = only }) {
			all = append(all, apart(one, one.Resources, func(s *template.Statement, only []string) { s.Resources = only })...)
		}
	}
	return all
}

// apart gives the statement once for each of its words. A statement without any, because it has
// NotResource, stays as it is.
func apart(s template.Statement, words []string, set func(s *template.Statement, only []string)) []template.Statement {
	if len(words) == 0 {
		return []template.Statement{s}
	}
	var all []template.Statement
	for _, word := range words {
		one := s
		set(&one, []string{word})
		all = append(all, one)
	}
	return all
}

func action(s template.Statement) string { return strings.Join(s.Actions, ", ") }

func resource(s template.Statement) string {
	if len(s.Resources) > 0 {
		return strings.Join(s.Resources, ", ")
	}
	return "everything but " + strings.Join(s.NotResources, ", ")
}

func allows(s template.Statement, c Call) bool {
	return s.Effect == "Allow" && covers(s, c) && holds(s.Condition, c)
}

// denies ignores conditions: a false report of a missing permission does less harm than none.
func denies(s template.Statement, c Call) bool { return s.Effect == "Deny" && covers(s, c) }

func covers(s template.Statement, c Call) bool {
	action := func(pattern string) bool { return match(pattern, c.Action) }
	resource := func(pattern string) bool { return match(pattern, c.Resource) }
	if !slices.ContainsFunc(s.Actions, action) {
		return false
	}
	if len(s.Resources) > 0 {
		return slices.ContainsFunc(s.Resources, resource)
	}
	return len(s.NotResources) > 0 && !slices.ContainsFunc(s.NotResources, resource)
}

const wild = "*?"

var wildcards = strings.NewReplacer(`\*`, `.*`, `\?`, `.`)

func match(pattern, word string) bool {
	if !strings.ContainsAny(pattern, wild) {
		return pattern == word
	}
	return regexp.MustCompile(`(?s)^` + wildcards.Replace(regexp.QuoteMeta(pattern)) + `$`).MatchString(word)
}

// holds says whether the conditions of a statement are met. An unknown condition is not met.
func holds(conditions map[string]any, c Call) bool {
	for operator, condition := range conditions {
		keys, _ := condition.(map[string]any)
		if operator != "StringEquals" || len(keys) == 0 {
			return false
		}
		for key, wanted := range keys {
			if value, known := c.value(key); !known || wanted != value {
				return false
			}
		}
	}
	return true
}

// broad says whether a statement allows more than calls can use: an action with a wildcard, a
// resource with a wildcard and no condition, or all resources but some, where any with an ARN are
// left.
func broad(s template.Statement) bool {
	inAny := func(words []string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.ContainsAny(word, wild) })
	}
	service, _, _ := strings.Cut(action(s), ":")
	anyARN := Call{Action: action(s), Resource: "arn:aws:" + service + ":region:account:name"}
	return inAny(s.Actions) ||
		inAny(s.Resources) && len(s.Condition) == 0 ||
		len(s.Resources) == 0 && covers(s, anyARN)
}
