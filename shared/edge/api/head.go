package api

import (
	"net/http"
	"strings"
)

// asGet turns a HEAD request into the GET request whose headers it asks for, so that no route has to
// know of it. Monitors and the scanners of mail gateways send HEAD first. An
// HTTP API sends HEAD to a route of its own, which template.yaml has for every page for anyone.
func asGet(e Event) (get Event, head bool) {
	if e.RequestContext.HTTP.Method != http.MethodHead {
		return e, false
	}
	e.RequestContext.HTTP.Method = http.MethodGet
	e.RouteKey = strings.Replace(e.RouteKey, http.MethodHead, http.MethodGet, 1)
	e.RequestContext.RouteKey = e.RouteKey
	return e, true
}

// bodiless is an answer to a HEAD request.
func bodiless(r Response) Response {
	r.Body, r.IsBase64Encoded = "", false
	return r
}
