package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// words says a value of a template in plain text: a reference is the name of what it refers to.
func words(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []any:
		return strings.Join(each(v), ", ")
	case map[string]any:
		return function(v)
	}
	return fmt.Sprint(value)
}

func each(values []any) (all []string) {
	for _, value := range values {
		all = append(all, words(value))
	}
	return all
}

// function says an intrinsic function. Of another mapping it says each member.
func function(v map[string]any) string {
	for name, argument := range v {
		switch name {
		case "Ref":
			return shortened(words(argument))
		case "Fn::GetAtt":
			return attribute(strings.ReplaceAll(words(argument), ", ", "."))
		case "Fn::Sub":
			return shortened(words(first(argument)))
		case "Fn::Join":
			if parts := list(argument); len(parts) == 2 {
				return shortened(strings.Join(each(list(parts[1])), words(parts[0])))
			}
		}
	}
	var all []string
	for _, name := range slices.Sorted(maps.Keys(v)) {
		all = append(all, name+" "+words(v[name]))
	}
	return strings.Join(all, ", ")
}

// attribute is the thing itself when its ARN is asked for.
func attribute(path string) string { return strings.TrimSuffix(path, ".Arn") }

// shortened leaves out what every ARN of an account begins with.
func shortened(text string) string {
	for _, prefix := range []string{"arn:${AWS::Partition}:", "${AWS::Region}:", "${AWS::AccountId}:"} {
		text = strings.ReplaceAll(text, prefix, "")
	}
	return strings.NewReplacer(".Arn}", "", "${", "", "}", "").Replace(text)
}

// first is the text of a substitution, which may come with variables.
func first(argument any) any {
	if parts, ok := argument.([]any); ok && len(parts) > 0 {
		return parts[0]
	}
	return argument
}

// list is a value as a list: one stands for a list of one.
func list(value any) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{value}
}

func members(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}
