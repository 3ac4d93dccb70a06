package template

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

func anyOf(list []string) []any {
	values := make([]any, len(list))
	for i, each := range list {
		values[i] = each
	}
	return values
}

func (s *scope) join(argument *yaml.Node) (any, error) {
	parts, err := s.arguments(argument, 2)
	if err != nil {
		return nil, err
	}
	values, isList := parts[1].([]any)
	if !isList {
		return nil, fmt.Errorf("it wants a list of what to join")
	}
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = fmt.Sprint(value)
	}
	return strings.Join(words, fmt.Sprint(parts[0])), nil
}

// split evaluates Fn::Split, which makes a list of a text.
func (s *scope) split(argument *yaml.Node) (any, error) {
	parts, err := s.arguments(argument, 2)
	if err != nil {
		return nil, err
	}
	separator, isText := parts[0].(string)
	value, isToo := parts[1].(string)
	if !isText || !isToo || separator == "" {
		return nil, fmt.Errorf("it wants a separator and a text")
	}
	list := []any{}
	for word := range strings.SplitSeq(value, separator) {
		list = append(list, word)
	}
	return list, nil
}

// selectOne evaluates Fn::Select.
func (s *scope) selectOne(argument *yaml.Node) (any, error) {
	parts, err := s.arguments(argument, 2)
	if err != nil {
		return nil, err
	}
	index, err := strconv.Atoi(fmt.Sprint(parts[0]))
	list, isList := parts[1].([]any)
	if err != nil || !isList || index < 0 || index >= len(list) {
		return nil, fmt.Errorf("it wants an index and a list that has it")
	}
	return list[index], nil
}
