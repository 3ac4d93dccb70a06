// Package gateway is an API Gateway HTTP API for functions on this machine.
//
// It owns the mapping between HTTP and events of payload format 2.0, the choice of the
// route, the authorizer before it, and the limits. It must not know what runs functions,
// and it adds nothing to a request or a response that the real one would not add.
package gateway

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"time"

	"latchkey/infra/template"
)

const (
	integrationTimeout = 30 * time.Second
	authorizerTimeout  = 10 * time.Second
)

// Config says what a gateway serves and how it calls functions.
type Config struct {
	Service *template.Service
	Invoke  func(ctx context.Context, function string, payload []byte) ([]byte, error)
	Domain  string // what functions see as domainName, whatever the Host header says
	Account string
	Access  func(Access) // told of every request; may be nil
	// Slowdown is how many times longer than API Gateway it waits; zero for once.
	Slowdown int
}

// Gateway serves the routes of a template.
type Gateway struct {
	config      Config
	routes      []route
	authorizers map[string]template.Authorizer
	cors        *template.CORS // nil where only pages of the API's own origin may call it
}

// New refuses what it would not serve as API Gateway does.
func New(config Config) (*Gateway, error) {
	g := &Gateway{config: config, authorizers: map[string]template.Authorizer{}, cors: cors(config.Service)}
	if err := checkCORS(config.Service); err != nil {
		return nil, err
	}
	for _, a := range config.Service.Authorizers {
		if a.PayloadVersion != "2.0" || !a.SimpleResponses {
			return nil, fmt.Errorf("authorizer %s: the local gateway serves payload format 2.0 with simple responses only", a.Name)
		}
		if a.CacheSeconds != 0 {
			return nil, fmt.Errorf("authorizer %s: the local gateway asks each time, and does not emulate a cache of %d s", a.Name, a.CacheSeconds)
		}
		if err := checkIdentity(a); err != nil {
			return nil, err
		}
		g.authorizers[a.API+"/"+a.Name] = a
	}
	for _, r := range config.Service.Routes {
		if first := config.Service.Routes[0]; r.API != first.API {
			return nil, fmt.Errorf("the local gateway serves one HTTP API, and there are routes of %s and of %s", first.API, r.API)
		}
	}
	g.routes = sortedRoutes(config.Service.Routes)
	return g, nil
}

func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := &call{gateway: g, http: r, id: requestID(), started: time.Now()}
	answer := call.serve(w)
	answer.write(w, r, call.id)
	if g.config.Access != nil {
		g.config.Access(call.access(answer.status))
	}
}

// call is one request on its way through the gateway.
type call struct {
	gateway *Gateway
	http    *http.Request
	id      string
	started time.Time
	match   match
	body    []byte
	context map[string]any // of the authorizer
}

// serve takes the steps in the order of API Gateway: limits, preflight, route, authorizer, function.
func (c *call) serve(w http.ResponseWriter) response {
	if refusal := c.checkLimits(w); refusal != nil {
		return *refusal
	}
	if c.isPreflight() {
		return c.preflight()
	}
	var found bool
	if c.match, found = find(c.gateway.routes, c.http.Method, c.http.URL.EscapedPath()); !found {
		return message(http.StatusNotFound, "Not Found")
	}
	if refusal := c.authorize(); refusal != nil {
		return *refusal
	}
	return c.integrate()
}

// integrate calls the function of the route.
func (c *call) integrate() response {
	answer, err := c.invoke(c.match.Function, c.event(), integrationTimeout)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return message(http.StatusServiceUnavailable, "Service Unavailable")
	case err != nil:
		return internalError()
	}
	return c.withCORS(parseResponse(answer))
}

// requestID has the looks of API Gateway's own, such as `JKJaXmPLvHcESHA=`.
func requestID() string {
	var b [11]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.URLEncoding.EncodeToString(b[:])
}
