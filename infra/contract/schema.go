package contract

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas are those of the contract, each by its place in it. The validator of requests compiles a schema for
// every value. Of answers there are too many for that: here, each is compiled once.
type schemas struct {
	compiler *jsonschema.Compiler
	mu       sync.Mutex
	compiled map[string]*jsonschema.Schema
}

// address names the contract among schemas. Nothing is fetched from it.
const address = "contract:openapi"

func schemasOf(document *openapi3.T) (*schemas, error) {
	text, err := document.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("write the contract: %w", err)
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	if err := compiler.AddResource(address, tree); err != nil {
		return nil, fmt.Errorf("the contract: %w", err)
	}
	return &schemas{compiler: compiler, compiled: map[string]*jsonschema.Schema{}}, nil
}

// check holds a value to the schema at a place, such as "/components/schemas/User".
func (s *schemas) check(place string, value any) error {
	schema, err := s.at(place)
	if err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		_, causes, _ := strings.Cut(err.Error(), "\n") // the first line names the place
		return fmt.Errorf("it does not fit: %s", strings.Join(strings.Fields(causes), " "))
	}
	return nil
}

func (s *schemas) at(place string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if schema := s.compiled[place]; schema != nil {
		return schema, nil
	}
	schema, err := s.compiler.Compile(address + "#" + (&url.URL{Fragment: place}).EscapedFragment())
	if err != nil {
		return nil, fmt.Errorf("the schema at %s: %w", place, err)
	}
	s.compiled[place] = schema
	return schema, nil
}

// placed is the place of a part of the contract: where it stands, or what it refers to.
func placed(ref, parent string, names ...string) string {
	if ref != "" {
		return strings.TrimPrefix(ref, "#")
	}
	for _, name := range names {
		parent += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	}
	return parent
}
