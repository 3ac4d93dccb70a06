package template

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// holds evaluates a named condition. No name is no condition, which holds.
func (s *scope) holds(name string, line int) (bool, error) {
	if name == "" {
		return true, nil
	}
	node, ok := s.conditions[name]
	if !ok {
		return false, fmt.Errorf("line %d: there is no condition %s", line, name)
	}
	return s.test(node)
}

// test evaluates the expression of a condition.
func (s *scope) test(node *yaml.Node) (bool, error) {
	node = aliased(node)
	name, argument, ok := intrinsic(node)
	if !ok {
		name, argument, ok = conditionReference(node)
	}
	if !ok {
		return false, fmt.Errorf("line %d: this is not a condition", node.Line)
	}
	switch name {
	case "Condition":
		return s.holds(text(argument), node.Line)
	case "Equals":
		return s.equals(argument)
	case "Not", "And", "Or":
		return s.combine(name, argument)
	}
	return false, fmt.Errorf("line %d: the intrinsic function %s is not known in a condition", node.Line, name)
}

// conditionReference is the long form {Condition: Name}. It means a condition only here:
// elsewhere a member of that name belongs to an IAM statement.
func conditionReference(node *yaml.Node) (string, *yaml.Node, bool) {
	if node.Kind != yaml.MappingNode || len(node.Content) != 2 || node.Content[0].Value != "Condition" {
		return "", nil, false
	}
	return "Condition", node.Content[1], true
}

func (s *scope) equals(argument *yaml.Node) (bool, error) {
	parts, err := s.arguments(argument, 2)
	if err != nil {
		return false, fmt.Errorf("line %d: Equals: %w", argument.Line, err)
	}
	return fmt.Sprint(parts[0]) == fmt.Sprint(parts[1]), nil
}

func (s *scope) combine(name string, argument *yaml.Node) (bool, error) {
	var results []bool
	for _, part := range argument.Content {
		result, err := s.test(part)
		if err != nil {
			return false, err
		}
		results = append(results, result)
	}
	if len(results) == 0 {
		return false, fmt.Errorf("line %d: %s wants a list of conditions", argument.Line, name)
	}
	switch name {
	case "Not":
		return !results[0], nil
	case "And":
		return !slices.Contains(results, false), nil
	}
	return slices.Contains(results, true), nil
}

// ifElse evaluates Fn::If. Only the branch that is taken is resolved, because the other
// may name resources that do not exist here.
func (s *scope) ifElse(argument *yaml.Node) (any, error) {
	if argument.Kind != yaml.SequenceNode || len(argument.Content) != 3 {
		return nil, fmt.Errorf("it wants a condition and two values")
	}
	holds, err := s.holds(text(argument.Content[0]), argument.Line)
	if err != nil {
		return nil, err
	}
	if holds {
		return s.resolve(argument.Content[1])
	}
	return s.resolve(argument.Content[2])
}
