package gateway_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/local/gateway"
	"latchkey/infra/template"
)

const listed = "https://app.example"

// shared is an API whose one route has an authorizer, and which a page of one origin may call.
func shared() *template.Service {
	service := guarded("$request.header.Authorization")
	service.CORS = []template.CORS{{
		API: "Api", AllowOrigins: []string{listed, "http://localhost:5173"}, AllowMethods: []string{"GET", "POST"},
		AllowHeaders: []string{"authorization", "content-type"}, ExposeHeaders: []string{"x-request-id"}, MaxAge: 600,
	}}
	return service
}

// crossOrigin are the headers of an answer by which a browser decides what a page learns.
func crossOrigin(header http.Header) map[string]string {
	found := map[string]string{}
	for name := range header {
		if strings.HasPrefix(name, "Access-Control-") || name == "Vary" {
			found[name] = header.Get(name)
		}
	}
	return found
}

// A page of an origin that is not listed learns nothing, and neither does one that names a part of a
// listed one, or no origin.
func TestPreflightOfOthersSaysNothing(t *testing.T) {
	a := serve(t, shared(), nil)
	for _, origin := range []string{
		"", "null", "*", "https://evil.example", "http://app.example", "https://app.example:443", "https://app.example/",
		"https://app.example.evil.example", "https://evil-app.example", "https://APP.example", listed + "," + listed,
	} {
		request := a.request(t, "OPTIONS", "/users/7", "")
		request.Header.Set("Origin", origin)
		request.Header.Set("Access-Control-Request-Method", "GET")
		got, body := a.send(t, request)
		if got.status != http.StatusNoContent || body != "" || len(crossOrigin(got.header)) > 0 {
			t.Errorf("%q: %d %q %v", origin, got.status, body, got.header)
		}
	}
	if len(a.called) > 0 {
		t.Errorf("functions were called: %v", a.called)
	}
}

// No route and no authorizer is asked: a browser sends no token with a preflight.
func TestPreflight(t *testing.T) {
	a := serve(t, shared(), nil)
	for _, path := range []string{"/users/7", "/no/such/path"} {
		request := a.request(t, "OPTIONS", path, "")
		request.Header.Set("Origin", listed)
		if got, _ := a.send(t, request); got.status != http.StatusNoContent || len(crossOrigin(got.header)) > 0 {
			t.Errorf("%s, which asks for no method: %d %v", path, got.status, got.header)
		}
		request.Header.Set("Access-Control-Request-Method", "GET")
		got, _ := a.send(t, request)
		for name, want := range map[string]string{
			"Access-Control-Allow-Origin": listed, "Access-Control-Allow-Methods": "GET,POST", "Vary": "Origin",
			"Access-Control-Allow-Headers": "authorization,content-type", "Access-Control-Max-Age": "600", "X-Request-Id": "",
			"Access-Control-Allow-Credentials": "",
		} {
			if got.status != http.StatusNoContent || got.header.Get(name) != want {
				t.Errorf("%s: %d, %s is %q", path, got.status, name, got.header.Get(name))
			}
		}
	}
	if len(a.called) > 0 {
		t.Errorf("functions were called: %v", a.called)
	}
}

// What a function says of other origins is ignored, as API Gateway does where CORS is configured.
func TestAnswersToOtherOrigins(t *testing.T) {
	own := answering(`{"statusCode":401,"headers":{"access-control-allow-origin":"*","access-control-allow-credentials":"true","vary":"accept"},"body":"no"}`)
	a := serve(t, shared(), map[string]function{"f": own, "guard": answering(`{"isAuthorized":true}`)})
	for origin, want := range map[string]map[string]string{
		"":                     {"Vary": "accept"},
		"https://evil.example": {"Vary": "accept"},
		listed:                 {"Access-Control-Allow-Origin": listed, "Access-Control-Expose-Headers": "x-request-id", "Vary": "accept"},
	} {
		request := a.request(t, "GET", "/users/7", "")
		request.Header.Set("Authorization", "Bearer x")
		request.Header.Set("Origin", origin)
		got, body := a.send(t, request)
		found := crossOrigin(got.header)
		if got.status != 401 || body != "no" || len(found) != len(want) {
			t.Errorf("%q: %d %s %v", origin, got.status, body, found)
		}
		for name, value := range want {
			if found[name] != value {
				t.Errorf("%q: %s is %q", origin, name, found[name])
			}
		}
		if vary := got.header.Values("Vary"); slices.Contains(vary, "Origin") != (origin == listed) {
			t.Errorf("%q: Vary is %q", origin, vary)
		}
	}
	got, _ := a.send(t, a.request(t, "GET", "/nothing", ""))
	if got.status != 404 || len(crossOrigin(got.header)) > 0 {
		t.Errorf("what the gateway says itself: %d %v", got.status, got.header)
	}
}

func TestWithoutCORSOptionsIsNoRoute(t *testing.T) {
	a := serve(t, oneRoute("GET", "/"), map[string]function{"f": answering(`{"statusCode":200,"headers":{"access-control-allow-origin":"x"}}`)})
	if got, _ := a.send(t, a.request(t, "OPTIONS", "/", "")); got.status != 404 {
		t.Errorf("%d", got.status)
	}
	if got, _ := a.send(t, a.request(t, "GET", "/", "")); got.header.Get("Access-Control-Allow-Origin") != "x" {
		t.Errorf("%v", got.header)
	}
}

func TestCORSThatIsNotEmulated(t *testing.T) {
	for want, change := range map[string]func(*template.Service){
		"Api: the local gateway does not emulate the origin https://*":                  func(s *template.Service) { s.CORS[0].AllowOrigins = []string{"https://*"} },
		"Api: the local gateway does not emulate CORS with credentials":                 func(s *template.Service) { s.CORS[0].AllowCredentials = true },
		"Api: the local gateway does not emulate CORS beside the route ANY /users/{id}": func(s *template.Service) { s.Routes[0].Method = "ANY" },
		"Api: the local gateway does not emulate CORS beside the route $default":        func(s *template.Service) { s.Routes[0].Method, s.Routes[0].Path = "", "" },
	} {
		service := shared()
		change(service)
		if _, err := gateway.New(gateway.Config{Service: service}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
