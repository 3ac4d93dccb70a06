package api

// Request is what a route is called with.
type Request struct {
	Caller Caller // zero where the route is for anyone

	event    Event
	warnings []string
}

// Warn notes in the request's line what went wrong without being the client's concern, such
// as a notice that could not be sent.
func (r *Request) Warn(err error) {
	if err != nil {
		r.warnings = append(r.warnings, err.Error())
	}
}

// Header is a header of the request, by its name in lower case.
func (r *Request) Header(name string) string { return r.event.Headers[name] }

// ID is the gateway's name for the request.
func (r *Request) ID() string { return r.event.RequestContext.RequestID }

// Method is the request's method.
func (r *Request) Method() string { return r.event.RequestContext.HTTP.Method }

// Path is a parameter of the route's path.
func (r *Request) Path(name string) string { return r.event.PathParameters[name] }

// Address is where the request came from, by the gateway's word. Headers that claim another
// address are any client's to write.
func (r *Request) Address() string { return r.event.RequestContext.HTTP.SourceIP }

// UserAgent is what the client calls itself.
func (r *Request) UserAgent() string { return r.event.RequestContext.HTTP.UserAgent }
