package template

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

var placeholder = regexp.MustCompile(`\$\{(!?)([^}]*)\}`)

// sub evaluates Fn::Sub of a text.
func (s *scope) sub(argument *yaml.Node) (any, error) {
	if argument.Kind != yaml.ScalarNode {
		return nil, fmt.Errorf("it wants a text")
	}
	var failed error
	result := placeholder.ReplaceAllStringFunc(argument.Value, func(match string) string {
		groups := placeholder.FindStringSubmatch(match)
		if groups[1] == "!" {
			return "${" + groups[2] + "}"
		}
		value, err := s.substitute(strings.TrimSpace(groups[2]))
		if err != nil && failed == nil {
			failed = err
		}
		return value
	})
	return result, failed
}

// substitute finds what one ${name} stands for.
func (s *scope) substitute(name string) (string, error) {
	if id, attribute, ok := strings.Cut(name, "."); ok {
		return s.attribute(id, attribute)
	}
	value, err := s.ref(&yaml.Node{Kind: yaml.ScalarNode, Value: name})
	if err != nil {
		return "", err
	}
	found, isText := value.(string)
	if !isText {
		return "", fmt.Errorf("${%s} is not a text", name)
	}
	return found, nil
}
