package contract

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Member is a member of a body that a route takes.
type Member struct {
	Method, Path string
	Name         []string // the way to it; an item of a list is named ""
	Type         string
	Nullable     bool
}

// Members are all members of all bodies, those of the items of lists included.
func (c *Contract) Members() (all []Member) {
	for _, path := range c.document.Paths.InMatchingOrder() {
		for method, o := range c.document.Paths.Value(path).Operations() {
			if o.RequestBody == nil {
				continue
			}
			schema := o.RequestBody.Value.Content["application/json"].Schema.Value
			all = append(all, members(Member{Method: method, Path: path}, schema)...)
		}
	}
	return all
}

// members are those of a schema, which stands at a place.
func members(at Member, schema *openapi3.Schema) (all []Member) {
	for _, part := range schema.AllOf {
		all = append(all, members(at, part.Value)...)
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		all = append(all, member(at, name, schema.Properties[name].Value)...)
	}
	if schema.Items != nil {
		all = append(all, member(at, "", schema.Items.Value)...)
	}
	return all
}

func member(at Member, name string, schema *openapi3.Schema) []Member {
	at.Name = append(slices.Clip(at.Name), name)
	types := typesOf(schema)
	at.Nullable = len(types) == 0 || slices.Contains(types, "null")
	at.Type = ""
	for _, t := range types {
		if t != "null" {
			at.Type = t
		}
	}
	if open(schema) {
		return []Member{at}
	}
	return append([]Member{at}, members(at, schema)...)
}

// open holds for objects of others, whose members the service passes on or leaves to their own standard.
func open(schema *openapi3.Schema) bool {
	allowed := schema.AdditionalProperties.Has
	return allowed != nil && *allowed || slices.ContainsFunc(schema.AllOf, func(part *openapi3.SchemaRef) bool { return open(part.Value) })
}

// typesOf are the types that a schema allows: its own, or those of the schema that an allOf describes.
func typesOf(schema *openapi3.Schema) []string {
	types := schema.Type.Slice()
	for _, part := range schema.AllOf {
		if len(types) == 0 {
			types = typesOf(part.Value)
		}
	}
	return types
}
