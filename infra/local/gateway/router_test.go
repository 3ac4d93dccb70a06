package gateway_test

import (
	"testing"

	"latchkey/infra/template"
)

func TestRoutePriority(t *testing.T) {
	// The least specific first, so that the order of the template cannot be what decides.
	service := &template.Service{Routes: []template.Route{
		{Function: "f"}, // $default
		{Method: "ANY", Path: "/{proxy+}", Function: "f"},
		{Method: "GET", Path: "/users/{rest+}", Function: "f"},
		{Method: "ANY", Path: "/users/{id}", Function: "f"},
		{Method: "GET", Path: "/users/{id}", Function: "f"},
		{Method: "GET", Path: "/users/{id}/pin", Function: "f"},
		{Method: "ANY", Path: "/users/bulk", Function: "f"},
		{Method: "GET", Path: "/", Function: "f"},
	}}
	a := serve(t, service, map[string]function{"f": echo})
	for _, c := range []struct{ method, path, key, parameter, value string }{
		{"GET", "/", "GET /", "", ""},
		{"POST", "/", "$default", "", ""},
		{"GET", "/users/bulk", "ANY /users/bulk", "", ""},
		{"GET", "/users/7", "GET /users/{id}", "id", "7"},
		{"DELETE", "/users/7", "ANY /users/{id}", "id", "7"},
		{"GET", "/users/7/pin", "GET /users/{id}/pin", "id", "7"},
		{"GET", "/users/7/pin/x", "GET /users/{rest+}", "rest", "7/pin/x"},
		{"POST", "/users/7/pin", "ANY /{proxy+}", "proxy", "users/7/pin"},
		{"GET", "//users//7", "ANY /{proxy+}", "proxy", "/users//7"},
	} {
		event := a.event(t, a.request(t, c.method, c.path, ""))
		if event.RouteKey != c.key || event.PathParameters[c.parameter] != c.value {
			t.Errorf("%s %s went to %s with %v, want %s", c.method, c.path, event.RouteKey, event.PathParameters, c.key)
		}
	}
}
