package document

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reader keeps the first thing that was wrong with the document.
type reader struct {
	root node
	err  error
}

// node is a place in the document. The zero node is one that is not there: everything about it is empty.
type node struct {
	*yaml.Node
	reader *reader
}

// at goes down by names, following references on the way.
func (n node) at(names ...string) node {
	for _, name := range names {
		n = n.target().child(name)
	}
	return n
}

// child is a member of the node itself, whatever it refers to.
func (n node) child(name string) node {
	for key, value := range n.pairs() {
		if key == name {
			return value
		}
	}
	return node{}
}

// target is what the node refers to, over as many references as there are, or the node.
func (n node) target() node {
	if next := n.next(); next.Node != nil {
		return next.target()
	}
	return n
}

// next is what the node refers to, over one reference; empty where it refers to nothing.
func (n node) next() node {
	if b := n.base(); b.Node != nil {
		return b.next()
	}
	ref := n.child("$ref")
	if ref.Node == nil {
		return node{}
	}
	to := n.reader.root
	for name := range strings.SplitSeq(strings.TrimPrefix(ref.Value, "#/"), "/") {
		to = to.child(name)
	}
	if to.Node == nil && n.reader.err == nil {
		n.reader.err = fmt.Errorf("line %d: there is no %s", ref.Line, ref.Value)
	}
	return to
}

// base is the reference in an allOf that describes or narrows it in this place. It is empty where the
// allOf, or what stands beside it, adds members.
func (n node) base() node {
	var base node
	for part := range n.child("allOf").items() {
		if base.Node == nil {
			base = part
			continue
		}
		if part.adds(base) {
			return node{}
		}
	}
	if base.child("$ref").Node == nil || n.adds(base) {
		return node{}
	}
	return base
}

// adds holds where the node has properties of its own that the other has not.
func (n node) adds(other node) bool {
	parts := other.parts()
	for name := range n.child("properties").pairs() {
		if !slices.ContainsFunc(parts, func(p node) bool { return p.child("properties").child(name).Node != nil }) {
			return true
		}
	}
	return false
}

// name is that of the schema that the node refers to; empty where it refers to none.
func (n node) name() string {
	if b := n.base(); b.Node != nil {
		return b.name()
	}
	ref := n.child("$ref")
	if ref.Node == nil {
		return ""
	}
	return ref.Value[strings.LastIndexByte(ref.Value, '/')+1:]
}

func (n node) text(name string) string {
	if v := n.at(name); v.Node != nil {
		return strings.TrimSpace(v.Value)
	}
	return ""
}

// texts are the words of a list, or the one word in the place of a list.
func (n node) texts() (all []string) {
	if n.Node != nil && n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	for item := range n.items() {
		all = append(all, item.Value)
	}
	return all
}

func (n node) pairs() iter.Seq2[string, node] {
	return func(yield func(string, node) bool) {
		if n.Node == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i].Value, node{n.Content[i+1], n.reader}) {
				return
			}
		}
	}
}

func (n node) items() iter.Seq[node] {
	return func(yield func(node) bool) {
		if n.Node == nil || n.Kind != yaml.SequenceNode {
			return
		}
		for _, item := range n.Content {
			if !yield(node{item, n.reader}) {
				return
			}
		}
	}
}
