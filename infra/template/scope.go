package template

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// scope is the template under one set of options: what a reference may refer to.
type scope struct {
	options    Options
	globals    *yaml.Node
	conditions map[string]*yaml.Node
	parameters map[string]string
	lists      map[string][]string // the parameters that are lists
	resources  []resource
	outputs    *yaml.Node
	functions  map[string]functionProperties // that have been read, by the id of the resource
}

// resource is one entry of Resources, not yet resolved.
type resource struct {
	id, kind   string
	condition  string
	properties *yaml.Node
}

func newScope(root *yaml.Node, options Options) (*scope, error) {
	if err := options.checkSections(root); err != nil {
		return nil, err
	}
	s := &scope{
		options:    options,
		globals:    member(root, "Globals"),
		conditions: map[string]*yaml.Node{},
		outputs:    member(root, "Outputs"),
		functions:  map[string]functionProperties{},
	}
	for name, node := range members(member(root, "Conditions")) {
		s.conditions[name.Value] = node
	}
	var err error
	if s.parameters, s.lists, err = readParameters(member(root, "Parameters"), options); err != nil {
		return nil, err
	}
	if err := s.readResources(member(root, "Resources")); err != nil {
		return nil, err
	}
	return s, s.checkGlobals()
}

// readResources keeps the resources whose condition holds.
func (s *scope) readResources(node *yaml.Node) error {
	for name, body := range members(node) {
		r := resource{
			id:         name.Value,
			kind:       text(member(body, "Type")),
			condition:  text(member(body, "Condition")),
			properties: member(body, "Properties"),
		}
		if r.kind == "" {
			return fmt.Errorf("line %d: resource %s has no Type", name.Line, r.id)
		}
		wanted, err := s.holds(r.condition, name.Line)
		if err != nil {
			return err
		}
		if !wanted && !s.options.Unmet {
			continue
		}
		if err := s.options.checkResource(r, body); err != nil {
			return fmt.Errorf("resource %s: %w", r.id, err)
		}
		s.resources = append(s.resources, r)
	}
	return nil
}

// checkResource refuses a type or an attribute that the reader does not know.
func (o Options) checkResource(r resource, body *yaml.Node) error {
	read := []string{kindFunction, kindAPI, kindTable, kindSecret, kindKMSKey, kindBus, kindPipe}
	if o.Reader != nil && !slices.Contains(read, r.kind) && !o.ignores(r.kind) {
		return o.unknown("the type " + r.kind)
	}
	return o.checkMembers("the attribute", "resource", body, "Type", "Condition", "Properties")
}

func (s *scope) resource(id string) (resource, bool) {
	for _, r := range s.resources {
		if r.id == id {
			return r, true
		}
	}
	return resource{}, false
}

// properties resolves a resource and decodes it into out.
func (s *scope) properties(r resource, out any) error {
	value, err := s.resolve(r.properties)
	if err != nil {
		return fmt.Errorf("resource %s: %w", r.id, err)
	}
	if err := s.options.decode(r.kind, value, out); err != nil {
		return fmt.Errorf("resource %s: %w", r.id, err)
	}
	return nil
}
