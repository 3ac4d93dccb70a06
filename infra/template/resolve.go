package template

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// absent is what Ref AWS::NoValue gives: the member or element it stands for is left out.
type absent struct{}

// resolve turns a node into plain values: string, int, float64, bool, nil, []any, map[string]any.
func (s *scope) resolve(node *yaml.Node) (any, error) {
	node = aliased(node)
	if node == nil {
		return map[string]any{}, nil
	}
	if name, argument, ok := intrinsic(node); ok {
		return s.call(name, argument, node.Line)
	}
	switch node.Kind {
	case yaml.MappingNode:
		return s.resolveMapping(node)
	case yaml.SequenceNode:
		return s.resolveSequence(node)
	default:
		return scalar(node)
	}
}

func (s *scope) resolveMapping(node *yaml.Node) (any, error) {
	result := map[string]any{}
	for key, body := range members(node) {
		value, err := s.resolve(body)
		if err != nil {
			return nil, err
		}
		if _, none := value.(absent); !none {
			result[key.Value] = value
		}
	}
	return result, nil
}

func (s *scope) resolveSequence(node *yaml.Node) ([]any, error) {
	result := []any{}
	for _, item := range node.Content {
		value, err := s.resolve(item)
		if err != nil {
			return nil, err
		}
		if _, none := value.(absent); !none {
			result = append(result, value)
		}
	}
	return result, nil
}

func scalar(node *yaml.Node) (any, error) {
	// A date is text to CloudFormation, and YAML would make a time of it.
	if node.Tag == "!!timestamp" {
		return node.Value, nil
	}
	var value any
	if err := node.Decode(&value); err != nil {
		return nil, fmt.Errorf("line %d: %w", node.Line, err)
	}
	return value, nil
}

// intrinsic recognises both spellings of a function call: the tag `!Sub x` and the
// mapping of one member `{Fn::Sub: x}`. Names come back without `Fn::`.
func intrinsic(node *yaml.Node) (name string, argument *yaml.Node, ok bool) {
	if strings.HasPrefix(node.Tag, "!") && !strings.HasPrefix(node.Tag, "!!") {
		return strings.TrimPrefix(node.Tag, "!"), untagged(node), true
	}
	if node.Kind != yaml.MappingNode || len(node.Content) != 2 {
		return "", nil, false
	}
	key := node.Content[0].Value
	if key != "Ref" && !strings.HasPrefix(key, "Fn::") {
		return "", nil, false
	}
	return strings.TrimPrefix(key, "Fn::"), node.Content[1], true
}

// untagged is the argument of a tag: the same node, read as YAML reads it without one.
func untagged(node *yaml.Node) *yaml.Node {
	argument := *node
	argument.Tag = ""
	if node.Kind == yaml.ScalarNode {
		argument.Tag = "!!str"
	}
	return &argument
}
