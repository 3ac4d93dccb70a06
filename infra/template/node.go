package template

import (
	"iter"

	"go.yaml.in/yaml/v3"
)

// members walks a mapping in the order it is written. Anything else has no members.
func members(node *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(*yaml.Node, *yaml.Node) bool) {
		node = aliased(node)
		if node == nil || node.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			if !yield(node.Content[i], aliased(node.Content[i+1])) {
				return
			}
		}
	}
}

func member(node *yaml.Node, name string) *yaml.Node {
	for key, value := range members(node) {
		if key.Value == name {
			return value
		}
	}
	return nil
}

func text(node *yaml.Node) string {
	if node == nil || node.Kind != yaml.ScalarNode {
		return ""
	}
	return node.Value
}

// aliased follows a YAML alias to the node it stands for.
func aliased(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}
