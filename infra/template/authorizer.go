package template

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

type apiProperties struct {
	DefinitionBody    any
	CorsConfiguration any
	Auth              struct {
		DefaultAuthorizer string
		Authorizers       map[string]authorizerProperties
	}
}

type authorizerProperties struct {
	FunctionArn                    string
	AuthorizerPayloadFormatVersion any // SAM takes a text or a number
	EnableSimpleResponses          boolean
	Identity                       struct {
		Headers, Context []string
		ReauthorizeEvery number
	}
}

func (s *scope) readAuthorizers(out *Service) error {
	for _, r := range s.resources {
		if r.kind != kindAPI {
			continue
		}
		p, err := s.apiProperties(r)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(p.Auth.Authorizers)) {
			a := newAuthorizer(r.id, name, p.Auth.Authorizers[name])
			if a.Function, err = s.authorizing(out, p.Auth.Authorizers[name].FunctionArn); err != nil {
				return fmt.Errorf("resource %s: authorizer %s: %w", r.id, name, err)
			}
			out.Authorizers = append(out.Authorizers, a)
		}
	}
	return nil
}

func (s *scope) apiProperties(r resource) (apiProperties, error) {
	var p apiProperties
	globals, err := s.resolve(member(s.globals, "HttpApi"))
	if err != nil {
		return p, fmt.Errorf("globals: %w", err)
	}
	own, err := s.resolve(r.properties)
	if err != nil {
		return p, fmt.Errorf("resource %s: %w", r.id, err)
	}
	if err := s.options.decode(kindAPI, merge(globals, own), &p); err != nil {
		return p, fmt.Errorf("resource %s: %w", r.id, err)
	}
	if err := s.checkDefinition(p); err != nil {
		return p, fmt.Errorf("resource %s: %w", r.id, err)
	}
	return p, nil
}

// checkDefinition finds in the API's own document what no event says. Its paths may speak of
// routes, which SAM completes with the events.
func (s *scope) checkDefinition(p apiProperties) error {
	var document struct {
		DefinitionBody struct {
			Paths map[string]map[string]struct{} `json:"paths"`
		}
	}
	if s.options.Reader == nil || p.DefinitionBody == nil {
		return nil
	}
	return s.options.decode(kindAPI, map[string]any{"DefinitionBody": p.DefinitionBody}, &document)
}

func newAuthorizer(api, name string, p authorizerProperties) Authorizer {
	return Authorizer{
		Name:            name,
		API:             api,
		IdentitySources: p.identitySources(),
		PayloadVersion:  p.payloadVersion(),
		SimpleResponses: bool(p.EnableSimpleResponses),
		CacheSeconds:    int(p.Identity.ReauthorizeEvery),
	}
}

// authorizing finds the function of an authorizer, which may be another stack's.
func (s *scope) authorizing(out *Service, arn string) (string, error) {
	for _, f := range out.Functions {
		if f.ARN == arn {
			return f.Name, nil
		}
	}
	for _, imported := range s.options.Imports {
		if imported == arn {
			return arn, nil
		}
	}
	return "", fmt.Errorf("FunctionArn %q is no function of this template, and none that it imports", arn)
}

// payloadVersion is `2.0` for 2.0 too, which YAML reads as a number.
func (p authorizerProperties) payloadVersion() string {
	if n, ok := p.AuthorizerPayloadFormatVersion.(float64); ok {
		return strconv.FormatFloat(n, 'f', 1, 64)
	}
	return fmt.Sprint(p.AuthorizerPayloadFormatVersion)
}

func (p authorizerProperties) identitySources() []string {
	var sources []string
	add := func(prefix string, names []string) {
		for _, name := range names {
			sources = append(sources, prefix+name)
		}
	}
	add("$request.header.", p.Identity.Headers)
	add("$context.", p.Identity.Context)
	return sources
}

// authorizerOf is the authorizer of a route: its own, else the default of its API. NONE opens it.
func (s *scope) authorizerOf(out *Service, api, own string) (string, error) {
	name := own
	if r, ok := s.resource(api); ok && own == "" {
		p, err := s.apiProperties(r)
		if err != nil {
			return "", err
		}
		name = p.Auth.DefaultAuthorizer
	}
	if name == "" || name == "NONE" {
		return "", nil
	}
	for _, a := range out.Authorizers {
		if a.API == api && a.Name == name {
			return name, nil
		}
	}
	return "", fmt.Errorf("%s has no authorizer %s", api, name)
}
