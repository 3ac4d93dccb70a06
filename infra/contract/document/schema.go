package document

import (
	"slices"
	"strings"
)

// Member is a member of an object, in words.
type Member struct {
	Name     string
	Required bool
	Type     Type
	Words    string
	Members  []Member // where it is an object, or a list of objects, that has no name
}

// Type is what a value may be.
type Type struct {
	Words string // such as "list of"
	Of    string // the name of a schema that the words end in; empty where they say it all
	Null  bool
	Rules []string // what else must hold, such as "1 to 100"
}

// members are those of the schema itself and of all that it is made of.
func (n node) members() (all []Member) {
	for _, part := range n.parts() {
		all = join(all, part.own())
	}
	return all
}

// parts are the schemas that the schema is made of, itself as the last.
func (n node) parts() (all []node) {
	if n.Node == nil {
		return nil
	}
	if t := n.target(); t.Node != n.Node {
		return t.parts()
	}
	for part := range n.child("allOf").items() {
		all = append(all, part.parts()...)
	}
	return append(all, n)
}

// own are the members that the schema lists itself.
func (n node) own() (all []Member) {
	required := n.child("required").texts()
	for name, property := range n.child("properties").pairs() {
		all = append(all, Member{
			Name: name, Required: slices.Contains(required, name),
			Type: property.words(), Words: property.description(), Members: property.nested(),
		})
	}
	return all
}

// join adds members to a list. One that it has already is narrowed now, and described where it is made.
func join(all, more []Member) []Member {
	for _, m := range more {
		if !slices.ContainsFunc(all, func(known Member) bool { return known.Name == m.Name }) {
			all = append(all, m)
		}
	}
	return all
}

// nested are the members of an object in place, or of the objects of a list.
func (n node) nested() []Member {
	if items := n.child("items"); items.Node != nil {
		return items.nested()
	}
	for choice := range n.child("anyOf").items() {
		if members := choice.nested(); members != nil {
			return members
		}
	}
	if n.name() != "" {
		return nil
	}
	return n.members()
}

// description is the schema's own, or that of what it refers to.
func (n node) description() string {
	if own := n.child("description"); own.Node != nil {
		return strings.TrimSpace(own.Value)
	}
	if next := n.next(); next.Node != nil {
		return next.description()
	}
	return ""
}

// words say what a value may be.
func (n node) words() Type {
	if n.Node == nil {
		return Type{}
	}
	if name := n.name(); name != "" && len(n.members()) > 0 {
		return Type{Of: name, Rules: n.narrowed()}
	}
	t := n.target()
	switch {
	case t.child("items").Node != nil:
		of := t.child("items").words()
		return Type{Words: strings.TrimSpace("list of " + strings.Replace(of.Words, "object", "objects", 1)), Of: of.Of, Rules: t.rules()}
	case t.child("anyOf").Node != nil:
		return t.either()
	}
	out := Type{Rules: t.rules()}
	kinds := t.child("type").texts()
	out.Null = slices.Contains(kinds, "null")
	out.Words = strings.Join(slices.DeleteFunc(kinds, func(k string) bool { return k == "null" }), " or ")
	switch {
	case t.child("enum").Node != nil:
		out.Words = t.oneOf()
	case t.text("format") == "date-time":
		out.Words, out.Rules = "time", nil
	case out.Words == "" && out.Null:
		out = Type{Words: "null"}
	case out.Words == "" && len(t.members()) > 0:
		out.Words = "object"
	case out.Words == "":
		out.Words = "anything"
	}
	return out
}

// narrowed are the codes that a problem may have in this place, where it is one of several.
func (n node) narrowed() []string {
	codes := n.codes()
	if len(codes) == 0 {
		return nil
	}
	return []string{"code: " + strings.Join(codes, " | ")}
}

// codes are those to which the parts of an allOf narrow a problem.
func (n node) codes() (all []string) {
	for part := range n.child("allOf").items() {
		all = append(all, part.child("properties").at("code", "enum").texts()...)
	}
	return all
}

// either joins the alternatives, of which there is one beside null.
func (n node) either() (out Type) {
	null := false
	for choice := range n.child("anyOf").items() {
		if choice.text("type") == "null" {
			null = true
			continue
		}
		out = choice.words()
	}
	out.Null = null
	return out
}

func (n node) oneOf() string {
	var values []string
	for item := range n.child("enum").items() {
		if item.Value != "null" {
			values = append(values, item.literal())
		}
	}
	return strings.Join(values, " | ")
}

// rules are the bounds of a value.
func (n node) rules() (all []string) {
	for _, bound := range []struct{ least, most, of string }{
		{"minimum", "maximum", ""},
		{"minLength", "maxLength", " characters"},
		{"minItems", "maxItems", " entries"},
	} {
		least, most := n.text(bound.least), n.text(bound.most)
		switch {
		case least != "" && least == most:
			all = append(all, least+bound.of)
		case least != "" && most != "":
			all = append(all, least+" to "+most+bound.of)
		case least != "" && least != "1":
			all = append(all, "at least "+least+bound.of)
		case least != "":
			all = append(all, "not empty")
		case most != "":
			all = append(all, "at most "+most+bound.of)
		}
	}
	if pattern := n.text("pattern"); pattern != "" {
		all = append(all, pattern)
	}
	if usual := n.text("default"); usual != "" {
		all = append(all, usual+" if left out")
	}
	return all
}
