package gateway_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"latchkey/infra/local/gateway"
	"latchkey/infra/template"
)

func guarded(sources ...string) *template.Service {
	service := oneRoute("GET", "/users/{id}")
	service.Routes[0].Authorizer = "Caller"
	service.Authorizers = []template.Authorizer{{
		Name: "Caller", API: "Api", Function: "guard", IdentitySources: sources, PayloadVersion: "2.0", SimpleResponses: true,
	}}
	return service
}

func TestAuthorizerRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		guard  function
		status int
		want   string
	}{
		"denied":      {answering(`{"isAuthorized":false,"context":{"a":1}}`), 403, `{"message":"Forbidden"}`},
		"crashed":     {func([]byte) (string, error) { return "", errors.New("broken") }, 500, `{"message":"Internal Server Error"}`},
		"no verdict":  {answering(`{}`), 500, `{"message":"Internal Server Error"}`},
		"odd verdict": {answering(`{"isAuthorized":"yes"}`), 500, `{"message":"Internal Server Error"}`},
		"null":        {answering(`null`), 500, `{"message":"Internal Server Error"}`},
	} {
		a := serve(t, guarded(), map[string]function{"guard": c.guard, "f": echo})
		response, body := a.send(t, a.request(t, "GET", "/users/7", ""))
		if response.status != c.status || body != c.want {
			t.Errorf("%s: %d %s", name, response.status, body)
		}
		if !slices.Equal(a.called, []string{"guard"}) {
			t.Errorf("%s: called %v", name, a.called)
		}
	}
}

// What is lacking is refused before the function, whatever else is there.
func TestMissingIdentitySourceCallsNobody(t *testing.T) {
	sources := []string{"$context.routeKey", "$request.header.Authorization", "$request.querystring.key"}
	for name, c := range map[string]struct{ header, query string }{
		"nothing":        {"", ""},
		"no header":      {"", "?key=1"},
		"no query":       {"Bearer x", ""},
		"empty in query": {"Bearer x", "?key="},
	} {
		a := serve(t, guarded(sources...), nil)
		request := a.request(t, "GET", "/users/7"+c.query, "")
		request.Header.Set("Authorization", c.header)
		response, body := a.send(t, request)
		if response.status != 401 || body != `{"message":"Unauthorized"}` || len(a.called) > 0 {
			t.Errorf("%s: %d %s, called %v", name, response.status, body, a.called)
		}
	}
}

func TestIdentitySources(t *testing.T) {
	for name, c := range map[string]struct{ sources, want []string }{
		"none":      {nil, nil},
		"route key": {[]string{"$context.routeKey"}, []string{"GET /users/{id}"}},
		"all":       {[]string{"$request.header.x-one", "$context.routeKey", "$request.querystring.key"}, []string{"1", "GET /users/{id}", "a b"}},
	} {
		var seen events.APIGatewayV2CustomAuthorizerV2Request
		guard := func(payload []byte) (string, error) { return `{"isAuthorized":true}`, json.Unmarshal(payload, &seen) }
		a := serve(t, guarded(c.sources...), map[string]function{"guard": guard, "f": echo})
		request := a.request(t, "GET", "/users/7?key=a%20b", "")
		request.Header.Set("X-One", "1")
		if response, body := a.send(t, request); response.status != 200 || !slices.Equal(seen.IdentitySource, c.want) {
			t.Errorf("%s: %d %s, identity %q, want %q", name, response.status, body, seen.IdentitySource, c.want)
		}
	}
}

func TestAuthorizerSeesTheRequest(t *testing.T) {
	var seen events.APIGatewayV2CustomAuthorizerV2Request
	guard := func(payload []byte) (string, error) {
		return `{"isAuthorized":true}`, json.Unmarshal(payload, &seen)
	}
	a := serve(t, guarded("$request.header.Authorization"), map[string]function{"guard": guard, "f": echo})
	request := a.request(t, "GET", "/users/7?x=1", "")
	request.Header.Set("Authorization", "Bearer x")
	if event := a.event(t, request); event.RequestContext.Authorizer == nil {
		t.Error("the function was not told that somebody was asked")
	}
	if seen.Type != "REQUEST" || seen.RouteKey != "GET /users/{id}" || seen.PathParameters["id"] != "7" || seen.QueryStringParameters["x"] != "1" {
		t.Errorf("the authorizer saw %+v", seen)
	}
	if seen.Headers["authorization"] != "Bearer x" || !slices.Equal(seen.IdentitySource, []string{"Bearer x"}) || !strings.HasSuffix(seen.RouteArn, "/$default/GET/users/7") {
		t.Errorf("the authorizer saw %+v", seen)
	}
}

func TestAuthorizerContextReachesTheFunction(t *testing.T) {
	guard := answering(`{"isAuthorized":true,"context":{"user":9007199254740991,"role":"admin","fresh":true}}`)
	a := serve(t, guarded(), map[string]function{"guard": guard, "f": echo})
	for range 2 { // nothing is cached
		_, body := a.send(t, a.request(t, "GET", "/users/7", ""))
		if !strings.Contains(body, `"lambda":{"fresh":true,"role":"admin","user":9007199254740991}`) {
			t.Errorf("the function got %s", body)
		}
	}
	if !slices.Equal(a.called, []string{"guard", "f", "guard", "f"}) {
		t.Errorf("called %v", a.called)
	}
}

func TestOtherAuthorizersAreRefused(t *testing.T) {
	for want, change := range map[string]func(*template.Authorizer){
		"payload format 2.0 with simple responses only":                    func(a *template.Authorizer) { a.PayloadVersion = "1.0" },
		"does not emulate a cache of 60 s":                                 func(a *template.Authorizer) { a.CacheSeconds = 60 },
		"does not emulate the identity source $context.identity.sourceIp":  func(a *template.Authorizer) { a.IdentitySources = []string{"$context.identity.sourceIp"} },
		"does not emulate the identity source $stageVariables.environment": func(a *template.Authorizer) { a.IdentitySources = []string{"$stageVariables.environment"} },
	} {
		service := guarded()
		change(&service.Authorizers[0])
		_, err := gateway.New(gateway.Config{Service: service})
		if err == nil || !strings.Contains(err.Error(), "authorizer Caller: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// The routes of two would be mixed here, and are at two addresses in AWS.
func TestASecondAPIIsRefused(t *testing.T) {
	service := guarded()
	service.Routes = append(service.Routes, template.Route{API: "Other", Method: "GET", Path: "/", Function: "f"})
	if _, err := gateway.New(gateway.Config{Service: service}); err == nil || !strings.Contains(err.Error(), "routes of Api and of Other") {
		t.Error(err)
	}
}
