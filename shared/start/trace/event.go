//go:build otel

package trace

import (
	"encoding/json"
	"strings"
)

// event is what may be told of the event that a function is invoked with. One that is not the
// gateway's has none of it.
type event struct {
	RouteKey string `json:"routeKey"`
	Headers  struct {
		Traceparent string `json:"traceparent"`
		XRay        string `json:"x-amzn-trace-id"`
	} `json:"headers"`
	RequestContext struct {
		RequestID string `json:"requestId"`
	} `json:"requestContext"`
}

// readEvent finds nothing to tell in what is no such event; what is wrong with it is for the
// function to say.
func readEvent(payload []byte) event {
	var e event
	if json.Unmarshal(payload, &e) != nil {
		return event{}
	}
	return e
}

// route gives the two parts of a route key, both of them words of the template.
func (e event) route() (method, path string, found bool) { return strings.Cut(e.RouteKey, " ") }

// answer is what may be told of what a function answers.
type answer struct {
	StatusCode int    `json:"statusCode"`
	Body       string `json:"body"`
	Headers    struct {
		ContentType string `json:"content-type"`
	} `json:"headers"`
}

// readAnswer finds nothing to tell in what is no answer to the gateway.
func readAnswer(payload []byte) answer {
	var a answer
	if json.Unmarshal(payload, &a) != nil {
		return answer{}
	}
	return a
}

// code is that of a problem, which is one of ours; empty where the answer is none.
func (a answer) code() string {
	var problem struct {
		Code string `json:"code"`
	}
	if a.Headers.ContentType != "application/problem+json" || json.Unmarshal([]byte(a.Body), &problem) != nil {
		return ""
	}
	return problem.Code
}
