package template

import (
	"fmt"
	"maps"
	"path"
)

type functionProperties struct {
	CodeUri     string
	MemorySize  number
	Timeout     number
	Environment struct{ Variables variables }
	Policies    any
	Events      map[string]event

	EventInvokeConfig struct{} // of which nothing is read, and a part may be ignored
}

// service reads every resource in the order of the template.
func (s *scope) service() (*Service, error) {
	out := &Service{Parameters: map[string]string{}, Lists: map[string][]string{}, Outputs: map[string]string{}, Exports: map[string]string{}}
	maps.Copy(out.Parameters, s.parameters)
	maps.Copy(out.Lists, s.lists)
	readers := []func(*Service) error{s.readFunctions, s.readAuthorizers, s.readCORS, s.readEvents, s.readTables, s.readSecrets, s.readKMSKeys, s.readBuses, s.readPipes, s.readOutputs}
	for _, read := range readers {
		if err := read(out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *scope) readFunctions(out *Service) error {
	for _, r := range s.resources {
		if r.kind != kindFunction {
			continue
		}
		f, err := s.function(r)
		if err != nil {
			return err
		}
		if _, taken := out.Function(f.Name); taken {
			return fmt.Errorf("resource %s: another function has the CodeUri of %s", r.id, f.Name)
		}
		out.Functions = append(out.Functions, f)
	}
	return nil
}

func (s *scope) function(r resource) (Function, error) {
	p, err := s.functionProperties(r)
	if err != nil {
		return Function{}, err
	}
	f := Function{
		LogicalID:   r.id,
		Name:        path.Base(p.CodeUri),
		MemoryMB:    int(p.MemorySize),
		Timeout:     int(p.Timeout),
		Environment: p.Environment.Variables,
	}
	if p.CodeUri == "" {
		return Function{}, fmt.Errorf("resource %s has no CodeUri", r.id)
	}
	if f.ARN, err = s.attribute(r.id, "Arn"); err != nil {
		return Function{}, err
	}
	if err := f.readPolicies(p.Policies); err != nil {
		return Function{}, fmt.Errorf("resource %s: %w", r.id, err)
	}
	return f, nil
}

// functionProperties gives the properties of a function on top of those of Globals. They are read once: the
// function and its events ask for them.
func (s *scope) functionProperties(r resource) (functionProperties, error) {
	if p, known := s.functions[r.id]; known {
		return p, nil
	}
	p, err := s.readFunctionProperties(r)
	if err == nil {
		s.functions[r.id] = p
	}
	return p, err
}

func (s *scope) readFunctionProperties(r resource) (functionProperties, error) {
	p := functionProperties{MemorySize: 128, Timeout: 3} // what Lambda assumes
	globals, err := s.resolve(member(s.globals, "Function"))
	if err != nil {
		return p, fmt.Errorf("globals: %w", err)
	}
	own, err := s.resolve(r.properties)
	if err != nil {
		return p, fmt.Errorf("resource %s: %w", r.id, err)
	}
	if err := s.options.decode(kindFunction, merge(globals, own), &p); err != nil {
		return p, fmt.Errorf("resource %s: %w", r.id, err)
	}
	return p, nil
}

// merge puts a resource on top of Globals as SAM does: mappings member by member, lists
// one after the other, anything else replaced.
func merge(global, own any) any {
	switch own := own.(type) {
	case map[string]any:
		base, ok := global.(map[string]any)
		if !ok {
			return own
		}
		result := map[string]any{}
		for name, value := range base {
			result[name] = value
		}
		for name, value := range own {
			result[name] = merge(base[name], value)
		}
		return result
	case []any:
		base, _ := global.([]any)
		return append(append([]any{}, base...), own...)
	}
	return own
}
