package permission

import (
	"regexp"
	"slices"
	"strings"

	"latchkey/infra/template"
)

// permissions are the statements of a function taken apart, into one action on one resource each.
func permissions(f template.Function) []template.Statement {
	var all []template.Statement
	for _, s := range f.Statements {
		for _, one := range apart(s, s.Actions, func(s *template.Statement, only []string) { s.Actions = only }) {
			all = append(all, apart(one, one.Resources, func(s *template.Statement, only []string) { s.Resources = only })...)
		}
	}
	return all
}

// apart gives the statement once for each of its words. One that has none, because it says what
// it is not about, stays in one piece.
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

func action(s template.Statement) string   { return inWords(s.Actions, s.NotActions) }
func resource(s template.Statement) string { return inWords(s.Resources, s.NotResources) }

func inWords(words, excluded []string) string {
	if len(words) > 0 {
		return strings.Join(words, ", ")
	}
	return "everything but " + strings.Join(excluded, ", ")
}

func allows(s template.Statement, c Call) bool {
	return s.Effect == "Allow" && covers(s, c) && holds(s.Condition, c)
}

// denies leaves conditions out of account: to be told of a permission that is there does less
// harm than not to be told of one that is not.
func denies(s template.Statement, c Call) bool { return s.Effect == "Deny" && covers(s, c) }

func covers(s template.Statement, c Call) bool {
	return among(s.Actions, s.NotActions, c.Action) && among(s.Resources, s.NotResources, c.Resource)
}

func among(words, excluded []string, word string) bool {
	matches := func(pattern string) bool { return match(pattern, word) }
	if len(words) > 0 {
		return slices.ContainsFunc(words, matches)
	}
	return len(excluded) > 0 && !slices.ContainsFunc(excluded, matches)
}

const wild = "*?"

var wildcards = strings.NewReplacer(`\*`, `.*`, `\?`, `.`)

func match(pattern, word string) bool {
	if !strings.ContainsAny(pattern, wild) {
		return pattern == word
	}
	return regexp.MustCompile(`(?s)^` + wildcards.Replace(regexp.QuoteMeta(pattern)) + `$`).MatchString(word)
}

// holds says whether the conditions of a statement are met. What is not known here is not met.
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

// broad holds for what no calls can use up: every action of a kind; every resource of one, where
// no condition says which; every resource but some, where others are left that have an ARN.
func broad(s template.Statement) bool {
	inAny := func(words []string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.ContainsAny(word, wild) })
	}
	service, _, _ := strings.Cut(action(s), ":")
	anyARN := Call{Action: action(s), Resource: "arn:aws:" + service + ":region:account:name"}
	return len(s.Actions) == 0 || inAny(s.Actions) ||
		inAny(s.Resources) && len(s.Condition) == 0 ||
		len(s.Resources) == 0 && covers(s, anyARN)
}
