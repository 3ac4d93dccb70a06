package api

import (
	"maps"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"latchkey/shared/domain/fault"
)

// Reply is the answer of a route that does not refuse.
type Reply struct {
	status  int
	body    any
	headers map[string]string
	text    string
	base64  bool // whether the text is bytes in base64
}

// OK answers 200.
func OK(body any) Reply { return Reply{status: http.StatusOK, body: body} }

// Created answers 201.
func Created(body any) Reply { return Reply{status: http.StatusCreated, body: body} }

// Accepted answers 202: something is still asked of the caller.
func Accepted(body any) Reply { return Reply{status: http.StatusAccepted, body: body} }

// MultiStatus answers 207: each of many items has an answer of its own.
func MultiStatus(body any) Reply { return Reply{status: http.StatusMultiStatus, body: body} }

// NoContent answers 204.
func NoContent() Reply { return Reply{status: http.StatusNoContent} }

// Text answers with a text of a media type.
func Text(text, mediaType string) Reply {
	return Reply{status: http.StatusOK, text: text, headers: map[string]string{"content-type": mediaType}}
}

// Page answers with HTML under a content security policy of its own.
func Page(html, policy string) Reply {
	r := Text(html, "text/html; charset=utf-8")
	r.headers["content-security-policy"] = policy
	return r
}

// Compressed answers with a text of a media type that was compressed with gzip, in base64.
func Compressed(content, mediaType string) Reply {
	r := Text(content, mediaType).With("content-encoding", "gzip").With("vary", "accept-encoding")
	r.base64 = true
	return r
}

// SeeOther answers 303: what is looked for is elsewhere.
func SeeOther(location string) Reply {
	return Reply{status: http.StatusSeeOther}.With("location", location)
}

// Status answers with another status.
func (r Reply) Status(status int) Reply { r.status = status; return r }

// With adds a header.
func (r Reply) With(name, value string) Reply {
	r.headers = maps.Clone(r.headers)
	if r.headers == nil {
		r.headers = map[string]string{}
	}
	r.headers[name] = value
	return r
}

// Immutable lets caches keep an answer: its name changes whenever it does.
func (r Reply) Immutable() Reply {
	return r.With("cache-control", "public, max-age=31536000, immutable")
}

// Public lets caches keep an answer, and pages of every origin read it: it is the same for everyone,
// and nothing of it is secret. A refusal in its place is neither.
func (r Reply) Public(most time.Duration) Reply {
	return r.With("cache-control", "public, max-age="+strconv.Itoa(int(most.Seconds()))).With("access-control-allow-origin", "*")
}

// Answered repeats a reply that was given before.
func Answered(status int, body any) Reply { return Reply{status: status, body: body} }

// Parts are the status and the body, for a route that answers many items in one.
func (r Reply) Parts() (status int, body any) { return r.status, r.body }

// security are headers of every response: it may not be cached, framed or sniffed.
var security = map[string]string{
	"cache-control":             "no-store",
	"content-security-policy":   "default-src 'none'; frame-ancestors 'none'",
	"referrer-policy":           "no-referrer",
	"strict-transport-security": "max-age=63072000; includeSubDomains",
	"x-content-type-options":    "nosniff",
}

func respond(r *Request, reply Reply, err error) Response {
	if err != nil {
		reply = problemReply(r, err)
	}
	out := Response{StatusCode: reply.status, Headers: map[string]string{"x-request-id": r.ID()}}
	maps.Copy(out.Headers, security)
	maps.Copy(out.Headers, reply.headers)
	if reply.text != "" {
		out.Body, out.IsBase64Encoded = reply.text, reply.base64
		return out
	}
	if reply.body == nil {
		return out
	}
	body, err := json.Marshal(reply.body)
	if err != nil {
		return respond(r, Reply{}, err)
	}
	out.Body = string(body)
	if out.Headers["content-type"] == "" {
		out.Headers["content-type"] = "application/json"
	}
	return out
}

// Problem is RFC 9457's, with members of our own: code, request_id, errors and, for clients
// of GitLab's API, message.
type Problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Code      string         `json:"code"`
	RequestID string         `json:"request_id"`
	Errors    []ProblemField `json:"errors,omitempty"`
	Message   string         `json:"message"`
	Challenge any            `json:"challenge,omitempty"`
}

// ProblemField is one reason among several.
type ProblemField struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func problemReply(r *Request, err error) Reply {
	p := ProblemOf(r, err)
	return Reply{status: p.Status, body: p, headers: problemHeaders(faultOf(err), p.Status)}
}

// ProblemOf is the part of an error that a client may read.
func ProblemOf(r *Request, err error) Problem {
	f := faultOf(err)
	status := statusOf(f.Kind)
	p := Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: f.Detail, Message: f.Detail, Code: f.Code, RequestID: r.ID(), Challenge: challengeWith(err),
	}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, ProblemField{field.Name, field.Code, field.Detail})
	}
	return p
}

func problemHeaders(f *fault.Fault, status int) map[string]string {
	h := map[string]string{"content-type": "application/problem+json"}
	if status == http.StatusUnauthorized {
		h["www-authenticate"] = "Bearer"
	}
	if f.RetryAfter > 0 {
		h["retry-after"] = strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds())))
	}
	return h
}

// statuses is the one table from kind to status.
var statuses = map[fault.Kind]int{
	fault.Internal:         http.StatusInternalServerError,
	fault.Malformed:        http.StatusBadRequest,
	fault.Unauthenticated:  http.StatusUnauthorized,
	fault.Forbidden:        http.StatusForbidden,
	fault.NotFound:         http.StatusNotFound,
	fault.Conflict:         http.StatusConflict,
	fault.Gone:             http.StatusGone,
	fault.TooLarge:         http.StatusRequestEntityTooLarge,
	fault.UnsupportedMedia: http.StatusUnsupportedMediaType,
	fault.Invalid:          http.StatusUnprocessableEntity,
	fault.TooMany:          http.StatusTooManyRequests,
	fault.Unavailable:      http.StatusServiceUnavailable,
}

func statusOf(k fault.Kind) int {
	if status, ok := statuses[k]; ok {
		return status
	}
	return http.StatusInternalServerError
}
