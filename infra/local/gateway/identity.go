package gateway

import (
	"fmt"
	"strings"

	"latchkey/infra/template"
)

// The prefixes of identity sources, and the one context variable that is known here. Every
// request has a route by the time its authorizer is asked, so that one is never lacking.
const (
	fromHeader = "$request.header."
	fromQuery  = "$request.querystring."
	routeKey   = "$context.routeKey"
)

// checkIdentity refuses a source that would be lacking here on every request.
func checkIdentity(a template.Authorizer) error {
	for _, source := range a.IdentitySources {
		if !strings.HasPrefix(source, fromHeader) && !strings.HasPrefix(source, fromQuery) && source != routeKey {
			return fmt.Errorf("authorizer %s: the local gateway does not emulate the identity source %s", a.Name, source)
		}
	}
	return nil
}

// identity collects the identity sources. Every one of them has to be there and not empty.
func (c *call) identity(a template.Authorizer) (values []string, complete bool) {
	for _, source := range a.IdentitySources {
		value := c.identitySource(source)
		if value == "" {
			return nil, false
		}
		values = append(values, value)
	}
	return values, true
}

func (c *call) identitySource(source string) string {
	if name, ok := strings.CutPrefix(source, fromHeader); ok {
		return strings.Join(c.http.Header.Values(name), ",")
	}
	if name, ok := strings.CutPrefix(source, fromQuery); ok {
		return queryParameters(c.http.URL.RawQuery)[name]
	}
	return c.match.Key() // which checkIdentity has left as the only other one
}
