// Package contract checks the service against functions/openapi/openapi.yaml: its answers, its routes,
// and README's table of them.
//
// It owns the check of a request and its answer. It must not know how they came about: the
// acceptance tests show it all of theirs.
package contract

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Contract is what the service has promised.
type Contract struct {
	document *openapi3.T
	router   routers.Router
	schemas  *schemas
}

// Path is where the contract stands in the repository of a root.
func Path(root string) string { return filepath.Join(root, "functions", "openapi", "openapi.yaml") }

// Load reads the contract of the repository.
func Load(root string) (*Contract, error) {
	source, err := os.ReadFile(Path(root))
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	return Parse(source)
}

// Parse reads a contract. One that is no OpenAPI, or whose examples do not fit their schemas, is none.
func Parse(source []byte) (*Contract, error) {
	return parse(source, openapi3.EnableExamplesValidation())
}

func parse(source []byte, options ...openapi3.ValidationOption) (*Contract, error) {
	document, err := openapi3.NewLoader().LoadFromData(source)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	restrict(document)
	if err := document.Validate(context.Background(), options...); err != nil {
		return nil, fmt.Errorf("the contract is no OpenAPI: %w", err)
	}
	router, err := gorillamux.NewRouter(document)
	if err != nil {
		return nil, fmt.Errorf("the paths of the contract: %w", err)
	}
	all, err := schemasOf(document)
	if err != nil {
		return nil, err
	}
	return &Contract{document, router, all}, nil
}

// restrict holds texts to patterns that the contract has as x-pattern: that of a time says which of the
// many forms of RFC 3339 it has, and a generator of clients would hold a time that is no text any more to it.
func restrict(document *openapi3.T) {
	for _, s := range document.Components.Schemas {
		if pattern, ok := s.Value.Extensions["x-pattern"].(string); ok {
			s.Value.Pattern = pattern
		}
	}
}
