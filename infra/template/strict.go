package template

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"go.yaml.in/yaml/v3"
)

// Reader is somebody who does what a template says, and refuses a template that says more.
type Reader struct {
	Name    string // such as `the local stack`
	Ignored []Ignored
}

// Ignored is what a reader knows and has no use for.
type Ignored struct {
	Of       string // a type of resource, or `template`, `parameter`, `output`, `resource` and `event <Type>`
	Property string // a path such as Auth.Authorizers.*.Name, in which * is any name; empty for the whole type
	Why      string
}

// sections are those that are read of every template.
var sections = []string{"Transform", "Parameters", "Globals", "Conditions", "Resources", "Outputs"}

// unknown is the refusal of what nobody reads.
func (o Options) unknown(what string) error {
	if o.Reader == nil {
		return fmt.Errorf("%s is not known here", what)
	}
	return fmt.Errorf("%s does not emulate %s", o.Reader.Name, what)
}

// ignored are the paths that the reader ignores of something.
func (o Options) ignored(of string) (paths [][]string) {
	for _, i := range o.Reader.Ignored {
		if i.Of == of && i.Property != "" {
			paths = append(paths, strings.Split(i.Property, "."))
		}
	}
	return paths
}

// ignores says whether the reader ignores every resource of a type.
func (o Options) ignores(kind string) bool {
	return slices.ContainsFunc(o.Reader.Ignored, func(i Ignored) bool { return i.Of == kind && i.Property == "" })
}

// checkMembers refuses a mapping with a member that is neither read nor ignored.
func (o Options) checkMembers(noun, of string, node *yaml.Node, read ...string) error {
	if o.Reader == nil {
		return nil
	}
	for _, path := range o.ignored(of) {
		read = append(read, path[0])
	}
	for key := range members(node) {
		if !slices.Contains(read, key.Value) {
			return o.unknown(noun + " " + key.Value)
		}
	}
	return nil
}

// checkSections refuses a section or a transform that is not read.
func (o Options) checkSections(root *yaml.Node) error {
	if o.Reader == nil {
		return nil
	}
	if err := o.checkMembers("the section", "template", root, sections...); err != nil {
		return err
	}
	transform := member(root, "Transform")
	if transform != nil && text(transform) != "AWS::Serverless-2016-10-31" {
		return o.unknown("a Transform other than AWS::Serverless-2016-10-31")
	}
	return nil
}

// checkGlobals finds what would otherwise be said of a resource that does not say it itself.
func (s *scope) checkGlobals() error {
	if s.options.Reader == nil {
		return nil
	}
	if err := s.options.checkMembers("the section", "globals", s.globals, "Function", "HttpApi"); err != nil {
		return fmt.Errorf("globals: %w", err)
	}
	for name, out := range map[string]any{"Function": &functionProperties{}, "HttpApi": &apiProperties{}} {
		value, err := s.resolve(member(s.globals, name))
		if err == nil {
			err = s.options.decode("AWS::Serverless::"+name, value, out)
		}
		if err != nil {
			return fmt.Errorf("globals: %s: %w", name, err)
		}
	}
	return nil
}

// decode turns resolved values into a struct whose fields are named as CloudFormation names
// them. A reader is refused what is no field and not ignored.
func (o Options) decode(of string, value, out any) error {
	if o.Reader != nil {
		for _, path := range o.ignored(of) {
			value = without(value, path)
		}
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	err = json.Unmarshal(raw, out, json.RejectUnknownMembers(o.Reader != nil))
	var at *json.SemanticError
	if !errors.As(err, &at) {
		return err
	}
	if at.Err == nil {
		return err
	}
	property := strings.Join(slices.Collect(at.JSONPointer.Tokens()), ".")
	if errors.Is(err, json.ErrUnknownName) {
		return o.unknown("the property " + property)
	}
	return fmt.Errorf("%s: %w", property, at.Err)
}

// without is a value without what is at a path, and without the mappings that hold nothing
// else. What it is made of stays as it was.
func without(value any, path []string) any {
	mapping, ok := value.(map[string]any)
	if !ok {
		return value
	}
	rest := maps.Clone(mapping)
	for name, member := range mapping {
		if path[0] != "*" && path[0] != name {
			continue
		}
		if len(path) > 1 {
			rest[name] = without(member, path[1:])
		}
		if inner, ok := rest[name].(map[string]any); len(path) == 1 || ok && len(inner) == 0 {
			delete(rest, name)
		}
	}
	return rest
}
