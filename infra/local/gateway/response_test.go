package gateway_test

import (
	"slices"
	"testing"
)

func TestResponses(t *testing.T) {
	for name, c := range map[string]struct {
		answer            string
		status            int
		contentType, body string
	}{
		"full":            {`{"statusCode":201,"headers":{"content-type":"application/json"},"body":"{\"a\":1}"}`, 201, "application/json", `{"a":1}`},
		"status as text":  {`{"statusCode":"202","body":"x"}`, 202, "text/plain;charset=UTF-8", "x"},
		"base64":          {`{"statusCode":200,"headers":{"Content-Type":"image/png"},"body":"AP8=","isBase64Encoded":true}`, 200, "image/png", "\x00\xff"},
		"no content":      {`{"statusCode":204}`, 204, "", ""},
		"short, object":   {` {"ok":true} `, 200, "application/json", `{"ok":true}`},
		"short, list":     {`[1,2]`, 200, "application/json", `[1,2]`},
		"problem":         {`{"statusCode":403,"headers":{"Content-Type":"application/problem+json"},"body":"{}"}`, 403, "application/problem+json", `{}`},
		"length is ours":  {`{"statusCode":200,"headers":{"Content-Length":"99","X-N":7},"body":"abc"}`, 200, "text/plain;charset=UTF-8", "abc"},
		"no body at all":  {`{"statusCode":200}`, 200, "", ""},
		"several headers": {`{"statusCode":200,"multiValueHeaders":{"content-type":["text/css"]},"body":"a"}`, 200, "text/css", "a"},
	} {
		a := serve(t, oneRoute("GET", "/"), map[string]function{"f": answering(c.answer)})
		response, body := a.send(t, a.request(t, "GET", "/", ""))
		if response.status != c.status || body != c.body || response.header.Get("Content-Type") != c.contentType {
			t.Errorf("%s: %d %q %q", name, response.status, response.header.Get("Content-Type"), body)
		}
	}
}

func TestCookiesAreSet(t *testing.T) {
	a := serve(t, oneRoute("GET", "/"), map[string]function{"f": answering(`{"statusCode":200,"cookies":["a=1; Secure","b=2"]}`)})
	response, _ := a.send(t, a.request(t, "GET", "/", ""))
	if got := response.header.Values("Set-Cookie"); !slices.Equal(got, []string{"a=1; Secure", "b=2"}) {
		t.Errorf("cookies %v", got)
	}
}

func TestNothingIsAdded(t *testing.T) {
	a := serve(t, oneRoute("GET", "/"), map[string]function{"f": answering(`{"statusCode":204}`)})
	response, _ := a.send(t, a.request(t, "GET", "/", ""))
	for name := range response.header {
		if name != "Date" && name != "Apigw-Requestid" {
			t.Errorf("the header %s was added", name)
		}
	}
}
