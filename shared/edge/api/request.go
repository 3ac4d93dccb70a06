package api

import (
	"maps"
	"slices"
	"sync"

	"latchkey/shared/domain/device"
)

// Request is what a route is called with.
type Request struct {
	Caller Caller // zero where the route is for anyone

	event      Event
	viaBackend bool // a backend named the address
	mu         sync.Mutex
	warnings   []string
}

// Warn adds to the request's log line an error that does not change the answer, such as a notice
// that could not be sent. Goroutines of one request may warn at once.
func (r *Request) Warn(err error) {
	if err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.warnings = append(r.warnings, err.Error())
	}
}

// Header is a header of the request, by its name in lower case.
func (r *Request) Header(name string) string { return r.event.Headers[name] }

// HasHeader tells a header that is empty from one that is not there.
func (r *Request) HasHeader(name string) bool {
	_, given := r.event.Headers[name]
	return given
}

// Query is a parameter of the query; given several times, its values are joined by commas.
func (r *Request) Query(name string) string { return r.event.QueryStringParameters[name] }

// LookupQuery is a parameter of the query, and whether it is there at all.
func (r *Request) LookupQuery(name string) (value string, given bool) {
	value, given = r.event.QueryStringParameters[name]
	return value, given
}

// HasBody holds where the request has one.
func (r *Request) HasBody() bool { return r.event.Body != "" }

// Content is all of the request but its headers: query and body, as they came, and the parameters
// of its path.
func (r *Request) Content() string {
	content := r.event.RawQueryString + "\n" + r.event.Body
	for _, name := range slices.Sorted(maps.Keys(r.event.PathParameters)) {
		content += "\n" + name + "=" + r.event.PathParameters[name]
	}
	return content
}

// Device is what the client sends as the token of its device.
func (r *Request) Device() device.Shown {
	const header = "device-token"
	return device.Shown{Given: r.HasHeader(header), Text: r.Header(header)}
}

// ID is the gateway's name for the request.
func (r *Request) ID() string { return r.event.RequestContext.RequestID }

// Route is the route's method and path, as the template has them.
func (r *Request) Route() string { return r.event.RouteKey }

// Method is the request's method.
func (r *Request) Method() string { return r.event.RequestContext.HTTP.Method }

// Path is a parameter of the route's path.
func (r *Request) Path(name string) string { return r.event.PathParameters[name] }

// Address is the client's address: as a backend or the edge proxy gives it, where there is one (see
// backend.go and edgeproxy.go), and else as the gateway does. Any other header that names an
// address is ignored, because a client can set it.
func (r *Request) Address() string { return r.event.RequestContext.HTTP.SourceIP }

// via says who gave the address, where it was neither the gateway nor the edge proxy.
func (r *Request) via() string {
	if r.viaBackend {
		return "backend"
	}
	return ""
}

// UserAgent is what the client calls itself.
func (r *Request) UserAgent() string { return r.event.RequestContext.HTTP.UserAgent }
