package gateway_test

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestEvent(t *testing.T) {
	a := serve(t, oneRoute("PUT", "/users/{id}/pin"), map[string]function{"f": echo})
	request := a.request(t, "PUT", "/users/a%2Fb%20c/pin?x=1&y=%C3%BC+z&x=2&bad=%zz", `{"n":1}`)
	request.Host = "evil.example"
	request.Header.Set("Content-Type", "application/json")
	request.Header["X-Twice"] = []string{"one", "two"}
	request.Header["Cookie"] = []string{"a=1; b=2", "c=3"}
	request.Header.Set("X-Forwarded-For", "203.0.113.9")
	request.Header.Set("User-Agent", "probe/1")
	event := a.event(t, request)

	if event.Version != "2.0" || event.RouteKey != "PUT /users/{id}/pin" || event.Body != `{"n":1}` || event.IsBase64Encoded {
		t.Errorf("event: %+v", event)
	}
	if event.RawPath != "/users/a/b c/pin" || event.PathParameters["id"] != "a/b c" {
		t.Errorf("path %q, parameters %v", event.RawPath, event.PathParameters)
	}
	if event.RawQueryString != "x=1&y=%C3%BC+z&x=2&bad=%zz" || !maps.Equal(event.QueryStringParameters, map[string]string{"x": "1,2", "y": "ü z", "bad": "%zz"}) {
		t.Errorf("query %q: %v", event.RawQueryString, event.QueryStringParameters)
	}
	if !slices.Equal(event.Cookies, []string{"a=1", "b=2", "c=3"}) || event.Headers["cookie"] != "" {
		t.Errorf("cookies %v, header %q", event.Cookies, event.Headers["cookie"])
	}
	for name, want := range map[string]string{
		"x-twice": "one,two", "host": "evil.example", "content-type": "application/json",
		"content-length": "7", "x-forwarded-for": "203.0.113.9, 127.0.0.1",
	} {
		if event.Headers[name] != want {
			t.Errorf("header %s is %q, want %q", name, event.Headers[name], want)
		}
	}
	rc := event.RequestContext
	if rc.DomainName != "api.latchkey.localhost" || rc.Stage != "$default" || rc.HTTP.SourceIP != "127.0.0.1" || rc.HTTP.UserAgent != "probe/1" {
		t.Errorf("context: %+v", rc)
	}
	if rc.RequestID == "" || rc.TimeEpoch == 0 || !strings.HasSuffix(rc.Time, " +0000") || rc.Authorizer != nil {
		t.Errorf("context: %+v", rc)
	}
}

func TestRequestIDsDiffer(t *testing.T) {
	a := serve(t, oneRoute("GET", "/"), map[string]function{"f": echo})
	first := a.event(t, a.request(t, "GET", "/", ""))
	response, _ := a.send(t, a.request(t, "GET", "/", ""))
	if id := response.header.Get("apigw-requestid"); id == "" || id == first.RequestContext.RequestID {
		t.Errorf("the second request has the id %q", id)
	}
}

func TestBodies(t *testing.T) {
	a := serve(t, oneRoute("POST", "/"), map[string]function{"f": echo})
	for _, c := range []struct {
		contentType, body string
		encoded           bool
	}{
		{"", "text", false},
		{"", "\xff\x00", true},
		{"", "", false},
		{"application/json; charset=utf-8", `{"ü":1}`, false},
		{"application/problem+json", `{}`, false},
		{"application/xml", `<a/>`, false},
		{"TEXT/HTML", `<p>`, false},
		{"application/json", "{\"\xff\":1}", true},
		{"application/x-www-form-urlencoded", "a=b", true},
		{"image/png", "png", true},
		{"not a type", "x", true},
	} {
		request := a.request(t, "POST", "/", c.body)
		if c.contentType != "" {
			request.Header.Set("Content-Type", c.contentType)
		}
		event := a.event(t, request)
		body := event.Body
		if event.IsBase64Encoded {
			raw, err := base64.StdEncoding.DecodeString(body)
			if err != nil {
				t.Error(err)
			}
			body = string(raw)
		}
		if event.IsBase64Encoded != c.encoded || body != c.body {
			t.Errorf("%s %q came as %q, encoded: %v", c.contentType, c.body, event.Body, event.IsBase64Encoded)
		}
	}
}
