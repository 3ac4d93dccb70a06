// Package template reads a SAM template and says in plain Go values what it deploys:
// functions, routes, authorizers, tables, schedules, secrets and keys.
//
// It owns the meaning of the template: parameters, conditions, intrinsic functions, Globals.
// It must not know who asks: nothing here starts a process, opens a socket or calls AWS.
package template

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

// Options are what a deployment decides. Every field that is left out has a stable default.
type Options struct {
	Parameters  map[string]string // values of template parameters
	Assumed     map[string]string // stand in for parameters without a value; unknown names do no harm
	TablePrefix string            // begins the physical name of every table
	Region      string
	AccountID   string
	StackName   string
	Imports     map[string]string // what other stacks export, by the names of the exports
	Unmet       bool              // whether resources are read whose condition does not hold
	Reader      *Reader           // who does what the template says; without one, what is not read here is passed over
}

func (o Options) withDefaults() Options {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&o.TablePrefix, "latchkey-")
	fill(&o.Region, "us-east-1")
	fill(&o.AccountID, "123456789012")
	fill(&o.StackName, "latchkey")
	return o
}

// Load reads the template at path and resolves it.
func Load(path string, options Options) (*Service, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	service, err := Parse(source, options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return service, nil
}

// Parse resolves a template that is already in memory.
func Parse(source []byte, options Options) (*Service, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(source, &document); err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	if len(document.Content) == 0 || document.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("the template is not a mapping")
	}
	s, err := newScope(document.Content[0], options.withDefaults())
	if err != nil {
		return nil, err
	}
	return s.service()
}
