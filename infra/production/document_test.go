package production_test

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents are what API Gateway reads the API from, by what is deployed: template.yaml as SAM
// deploys it, and as the CDK app does.
func documents(t *testing.T) map[string]map[string]any {
	t.Helper()
	all := map[string]map[string]any{}
	for what, s := range map[string]stack{
		"sam": asSAM(t), "plain": service(t, plain), "full": service(t, full), "modest": service(t, modest),
	} {
		s = transformed(t, s)
		all[what] = s.Resources[s.ofType("AWS::ApiGatewayV2::Api")[0]].Properties
	}
	return all
}

// operation is one route in a document.
type operation struct {
	key     string
	content any
}

func operations(body any) (all []operation) {
	paths, _ := at(body, "paths").(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for method, content := range ifMet(paths[path]).(map[string]any) {
			all = append(all, operation{strings.ToUpper(method) + " " + path, ifMet(content)})
		}
	}
	return all
}

// ifMet is what there is where a condition is met, if it hangs on one. Where it is not, there is nothing.
func ifMet(content any) any {
	if met := at(content, "Fn::If", 1); met != nil && text(at(content, "Fn::If", 2)) == `{"Ref":"AWS::NoValue"}` {
		return ifMet(met)
	}
	return content
}

// The document has the routes that the functions' events name, no more and no less: what
// template.yaml writes of them in DefinitionBody would stay behind without a function.
func TestDocumentHasTheRoutes(t *testing.T) {
	var want []string
	for _, route := range every(t).Routes {
		want = append(want, route.Key())
	}
	slices.Sort(want)
	for what, api := range documents(t) {
		var got []string
		for _, o := range operations(api["Body"]) {
			got = append(got, o.key)
			if at(o.content, "x-amazon-apigateway-integration", "uri") == nil {
				t.Errorf("%s: %s has no function", what, o.key)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: the routes are\n%q\nwant\n%q", what, got, want)
		}
	}
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// template.yaml writes in DefinitionBody the routes that have path parameters, as the events have
// them. This is so without Python, too, whose translator the other tests want.
func TestPathParametersAreWrittenAsTheEventsAre(t *testing.T) {
	var want, got []string
	for _, route := range read(t).Routes {
		if parameter.MatchString(route.Path) {
			want = append(want, route.Key())
		}
	}
	for _, o := range operations(written(t).Resources["Api"].Properties["DefinitionBody"]) {
		got = append(got, o.key)
	}
	slices.Sort(want)
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("DefinitionBody of template.yaml has\n%q\nand the events with path parameters are\n%q", got, want)
	}
}

// An importer warns of a parameter without a schema, and a warning fails the deployment.
func TestPathParametersHaveSchemas(t *testing.T) {
	for what, api := range documents(t) {
		for _, o := range operations(api["Body"]) {
			var want []any
			for _, match := range parameter.FindAllStringSubmatch(o.key, -1) {
				want = append(want, map[string]any{"name": match[1], "in": "path", "required": true, "schema": map[string]any{"type": "string"}})
			}
			if got, _ := at(o.content, "parameters").([]any); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: the parameters of %s are %s", what, o.key, text(got))
			}
		}
	}
}

// Every request has a route key, so that the authorizer sees every request.
func TestAuthorizerHasAnIdentitySource(t *testing.T) {
	for what, api := range documents(t) {
		for _, a := range read(t).Authorizers {
			scheme := at(api, "Body", "components", "securitySchemes", a.Name, "x-amazon-apigateway-authorizer")
			if text(at(scheme, "identitySource")) != `["$context.routeKey"]` || at(scheme, "authorizerResultTtlInSeconds") != 0.0 {
				t.Errorf("%s: %s is %s", what, a.Name, text(scheme))
			}
		}
	}
}

// A warning of API Gateway's import fails a deployment unless somebody says otherwise, so that no
// route is left out silently. It would warn of a server without a URL, by which SAM closes the
// API's own endpoint unless the document has one.
func TestWarningsFailADeployment(t *testing.T) {
	for what, api := range documents(t) {
		if text(api["FailOnWarnings"]) != `{"Ref":"FailOnImportWarnings"}` {
			t.Errorf("%s: warnings fail a deployment: %s", what, text(api["FailOnWarnings"]))
		}
		var want []any
		if what == "full" {
			want = []any{map[string]any{
				"url": "https://k7rq2m.latchkey.example",
				"x-amazon-apigateway-endpoint-configuration": map[string]any{"disableExecuteApiEndpoint": true},
			}}
		}
		if got, _ := at(api, "Body", "servers").([]any); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the servers are %s", what, text(got))
		}
	}
	if standard := at(asSAM(t).Parameters, "FailOnImportWarnings", "Default"); standard != "true" {
		t.Errorf("unless it is set, warnings fail a deployment: %v", standard)
	}
	let := transformed(t, service(t, with(plain, map[string]any{"param:FailOnImportWarnings": "false"})))
	if got := let.Resources[read(t).Routes[0].API].Properties["FailOnWarnings"]; got != nil && got != false {
		t.Errorf("warnings fail a deployment that is to go on: %v", got)
	}
}
