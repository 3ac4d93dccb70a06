package template

import (
	"errors"
	"fmt"
)

type policyDocument struct {
	Statement []struct {
		Effect      string
		Action      list
		NotAction   list
		Resource    list
		NotResource list
		Condition   map[string]any
	}
}

// readPolicies takes a policy document or a list of them. SAM also allows names of managed policies
// and of its own templates: they are refused, because their statements are not in the template.
func (f *Function) readPolicies(policies any) error {
	entries, ok := policies.([]any)
	if !ok && policies != nil {
		entries = []any{policies}
	}
	for _, entry := range entries {
		if err := f.readPolicy(entry); err != nil {
			return fmt.Errorf("policies: %w", err)
		}
	}
	return nil
}

func (f *Function) readPolicy(entry any) error {
	document, _ := entry.(map[string]any)
	if _, ok := document["Statement"]; !ok {
		return fmt.Errorf("%v has no statements here: write them", entry)
	}
	return f.readStatements(document)
}

func (f *Function) readStatements(entry map[string]any) error {
	if _, isList := entry["Statement"].([]any); !isList {
		entry = map[string]any{"Statement": []any{entry["Statement"]}}
	}
	var document policyDocument
	if err := (Options{}).decode("policy", entry, &document); err != nil {
		return err
	}
	for _, s := range document.Statement {
		if len(s.NotAction) > 0 {
			return errors.New("NotAction is not read: name the actions")
		}
		f.Statements = append(f.Statements, Statement{
			Effect:       s.Effect,
			Actions:      s.Action,
			Resources:    s.Resource,
			NotResources: s.NotResource,
			Condition:    s.Condition,
		})
	}
	return nil
}
