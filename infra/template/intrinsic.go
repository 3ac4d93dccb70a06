package template

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// call evaluates one intrinsic function. One that is not known here is refused, because
// an environment variable that is silently empty is found much later.
func (s *scope) call(name string, argument *yaml.Node, line int) (any, error) {
	functions := map[string]func(*yaml.Node) (any, error){
		"Ref":    s.ref,
		"GetAtt": s.getAtt,
		"Sub":    s.sub,
		"If":     s.ifElse,
		"Join":   s.join,
		"Split":  s.split,
		"Select": s.selectOne,

		"ImportValue": s.importValue,
	}
	function, known := functions[name]
	if !known {
		return nil, fmt.Errorf("line %d: the intrinsic function %s is not known here", line, name)
	}
	value, err := function(argument)
	if err != nil {
		return nil, fmt.Errorf("line %d: %s: %w", line, name, err)
	}
	return value, nil
}

func (s *scope) ref(argument *yaml.Node) (any, error) {
	name := text(argument)
	if name == "AWS::NoValue" {
		return absent{}, nil
	}
	if list, ok := s.lists[name]; ok {
		return anyOf(list), nil
	}
	if value, ok := s.parameters[name]; ok {
		return value, nil
	}
	if value, ok := s.pseudo(name); ok {
		return value, nil
	}
	return s.physicalID(name)
}

func (s *scope) getAtt(argument *yaml.Node) (any, error) {
	parts := strings.SplitN(text(argument), ".", 2)
	if argument.Kind == yaml.SequenceNode {
		items, err := s.texts(argument)
		if err != nil {
			return nil, err
		}
		parts = items
	}
	if len(parts) != 2 {
		return nil, fmt.Errorf("it wants a resource and an attribute")
	}
	return s.attribute(parts[0], parts[1])
}

// arguments resolves the list that a function takes.
func (s *scope) arguments(node *yaml.Node, want int) ([]any, error) {
	if node.Kind != yaml.SequenceNode || len(node.Content) != want {
		return nil, fmt.Errorf("it wants a list of %d", want)
	}
	values := make([]any, want)
	for i, item := range node.Content {
		value, err := s.resolve(item)
		if err != nil {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}

func (s *scope) texts(node *yaml.Node) ([]string, error) {
	values, err := s.arguments(node, len(node.Content))
	if err != nil {
		return nil, err
	}
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = fmt.Sprint(value)
	}
	return words, nil
}
