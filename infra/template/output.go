package template

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

func (s *scope) readOutputs(out *Service) error {
	for name, body := range members(s.outputs) {
		wanted, err := s.holds(text(member(body, "Condition")), name.Line)
		if err != nil {
			return err
		}
		if !wanted {
			continue
		}
		if err := s.options.checkMembers("the attribute", "output", body, "Value", "Condition", "Export"); err != nil {
			return fmt.Errorf("output %s: %w", name.Value, err)
		}
		if err := s.readOutput(out, name.Value, body); err != nil {
			return fmt.Errorf("output %s: %w", name.Value, err)
		}
	}
	return nil
}

func (s *scope) readOutput(out *Service, name string, body *yaml.Node) error {
	value, err := s.resolve(member(body, "Value"))
	if err != nil {
		return err
	}
	out.Outputs[name] = fmt.Sprint(value)
	export := member(member(body, "Export"), "Name")
	if export == nil {
		return nil
	}
	as, err := s.resolve(export)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	out.Exports[fmt.Sprint(as)] = out.Outputs[name]
	return nil
}

// importValue gives what another stack exports. The name may be put together by functions.
func (s *scope) importValue(argument *yaml.Node) (any, error) {
	name, err := s.resolve(argument)
	if err != nil {
		return nil, err
	}
	value, exported := s.options.Imports[fmt.Sprint(name)]
	if !exported {
		return nil, fmt.Errorf("no other stack exports %v", name)
	}
	return value, nil
}
