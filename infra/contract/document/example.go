package document

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// json writes a value of the document as a client would send it, member by member in its order.
func (n node) json() string {
	if n.Node == nil {
		return ""
	}
	value := jsontext.Value(n.compact())
	if err := value.Indent(jsontext.WithIndent("  ")); err != nil {
		n.reader.err = err
		return ""
	}
	return string(value)
}

func (n node) compact() string {
	var parts []string
	switch n.Kind {
	case yaml.MappingNode:
		for name, value := range n.pairs() {
			parts = append(parts, quoted(name)+":"+value.compact())
		}
		return "{" + strings.Join(parts, ",") + "}"
	case yaml.SequenceNode:
		for item := range n.items() {
			parts = append(parts, item.compact())
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return n.literal()
}

// literal writes a scalar: text in quotes, and numbers, booleans and null as they are.
func (n node) literal() string {
	if n.ShortTag() == "!!str" {
		return quoted(n.Value)
	}
	return n.Value
}

func quoted(text string) string {
	b, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return `""` // what is no UTF-8, which YAML does not let through
	}
	return string(b)
}
