package gateway

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"latchkey/infra/template"
)

// checkCORS refuses what API Gateway would answer otherwise than the gateway here.
func checkCORS(s *template.Service) error {
	for _, c := range s.CORS {
		for _, origin := range c.AllowOrigins {
			if strings.Contains(origin, "*") {
				return fmt.Errorf("%s: the local gateway does not emulate the origin %s", c.API, origin)
			}
		}
		if c.AllowCredentials {
			return fmt.Errorf("%s: the local gateway does not emulate CORS with credentials", c.API)
		}
		for _, r := range s.Routes {
			if r.API == c.API && slices.Contains([]string{http.MethodOptions, "ANY", ""}, r.Method) {
				return fmt.Errorf("%s: the local gateway does not emulate CORS beside the route %s", c.API, r.Key())
			}
		}
	}
	return nil
}

// cors is the configuration of the one API, if it has any.
func cors(s *template.Service) *template.CORS {
	if len(s.CORS) == 0 {
		return nil
	}
	return &s.CORS[0]
}

// isPreflight holds for what API Gateway answers itself, before routes and authorizer: where CORS is
// configured, every OPTIONS. A browser sends no token with it.
func (c *call) isPreflight() bool {
	return c.gateway.cors != nil && c.http.Method == http.MethodOptions
}

// preflight answers 204 to everybody. What a page may do is said only to one of a listed origin, whose
// browser then sends the request itself.
func (c *call) preflight() response {
	r := response{status: http.StatusNoContent, header: http.Header{}}
	if c.http.Header.Get("Access-Control-Request-Method") == "" || !c.fromListedOrigin() {
		return r
	}
	c.share(r.header)
	r.header.Set("Access-Control-Allow-Methods", strings.Join(c.gateway.cors.AllowMethods, ","))
	r.header.Set("Access-Control-Allow-Headers", strings.Join(c.gateway.cors.AllowHeaders, ","))
	r.header.Set("Access-Control-Max-Age", strconv.Itoa(c.gateway.cors.MaxAge))
	return r
}

// withCORS puts the headers of the configuration in the place of the function's own, which API Gateway
// ignores. Answers that the gateway makes itself have none.
func (c *call) withCORS(r response) response {
	if c.gateway.cors == nil {
		return r
	}
	for name := range r.header {
		if strings.HasPrefix(name, "Access-Control-") {
			r.header.Del(name)
		}
	}
	if c.fromListedOrigin() {
		c.share(r.header)
		r.header.Set("Access-Control-Expose-Headers", strings.Join(c.gateway.cors.ExposeHeaders, ","))
	}
	return r
}

func (c *call) fromListedOrigin() bool {
	return slices.Contains(c.gateway.cors.AllowOrigins, c.http.Header.Get("Origin"))
}

func (c *call) share(header http.Header) {
	header.Set("Access-Control-Allow-Origin", c.http.Header.Get("Origin"))
	header.Add("Vary", "Origin")
}
