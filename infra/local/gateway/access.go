package gateway

import (
	"fmt"
	"time"
)

// Access is the access line of a request, without its query, headers and body.
type Access struct {
	Method   string
	Path     string // still escaped, so that it stays on its line
	Status   int
	Duration time.Duration
	Function string // empty when no route was found
}

func (c *call) access(status int) Access {
	return Access{
		Method:   c.http.Method,
		Path:     c.http.URL.EscapedPath(),
		Status:   status,
		Duration: time.Since(c.started),
		Function: c.match.Function,
	}
}

func (a Access) String() string {
	function := a.Function
	if function == "" {
		function = "-"
	}
	return fmt.Sprintf("%s %s %d %d ms %s", a.Method, a.Path, a.Status, a.Duration.Milliseconds(), function)
}
