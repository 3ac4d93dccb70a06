package template

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

var placeholder = regexp.MustCompile(`\$\{(!?)([^}]*)\}`)

// sub evaluates Fn::Sub: a text, or a text and a mapping of its own names.
func (s *scope) sub(argument *yaml.Node) (any, error) {
	source, own, err := s.subArguments(argument)
	if err != nil {
		return nil, err
	}
	var failed error
	result := placeholder.ReplaceAllStringFunc(source, func(match string) string {
		groups := placeholder.FindStringSubmatch(match)
		if groups[1] == "!" {
			return "${" + groups[2] + "}"
		}
		value, err := s.substitute(strings.TrimSpace(groups[2]), own)
		if err != nil && failed == nil {
			failed = err
		}
		return value
	})
	return result, failed
}

func (s *scope) subArguments(argument *yaml.Node) (string, map[string]any, error) {
	if argument.Kind == yaml.ScalarNode {
		return argument.Value, nil, nil
	}
	parts, err := s.arguments(argument, 2)
	if err != nil {
		return "", nil, err
	}
	source, isText := parts[0].(string)
	own, isMapping := parts[1].(map[string]any)
	if !isText || !isMapping {
		return "", nil, fmt.Errorf("it wants a text and a mapping")
	}
	return source, own, nil
}

// substitute finds what one ${name} stands for.
func (s *scope) substitute(name string, own map[string]any) (string, error) {
	if value, ok := own[name]; ok {
		return fmt.Sprint(value), nil
	}
	if id, attribute, ok := strings.Cut(name, "."); ok {
		return s.attribute(id, attribute)
	}
	value, err := s.ref(&yaml.Node{Kind: yaml.ScalarNode, Value: name})
	if err != nil {
		return "", err
	}
	if _, isText := value.(string); !isText {
		return "", fmt.Errorf("${%s} is not a text", name)
	}
	return value.(string), nil
}
