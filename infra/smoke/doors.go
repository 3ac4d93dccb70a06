package smoke

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"latchkey/infra/template"
)

// doors are the lines about the gateway: that every route is there, that the authorizer is
// asked, and that the answers arrive as the functions gave them.
func (r *run) doors() []line {
	return []line{
		{"the service answers", r.health},
		{"the contract is served", r.contract},
		{"every route for anyone answers", r.openRoutes},
		{"every route for signed-in users refuses a request without a token", r.closedRoutes},
		{"an unknown path is not found", r.noRoute},
		{"a refusal for a missing token says how to sign in", r.authenticateHeader},
		{"an unknown token is refused in either header, and two tokens are refused", r.junkTokens},
	}
}

func (r *run) health(ctx context.Context) error {
	a, err := r.get(ctx, "/health", http.StatusOK)
	r.seen = a.header.Get("x-request-id")
	return err
}

func (r *run) contract(ctx context.Context) error {
	a, err := r.get(ctx, "/openapi.yaml", http.StatusOK)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(string(a.body), "openapi: 3.1") {
		return errors.New("GET /openapi.yaml did not answer the contract")
	}
	return nil
}

// openRoutes asks each route with an empty object, which none takes: it is refused by the
// function, with a problem, and nothing is done.
func (r *run) openRoutes(ctx context.Context) error {
	return r.each(ctx, func(route template.Route) bool { return route.Authorizer == "" }, func(a answer) error {
		problem := a.header.Get("Content-Type") == "application/problem+json"
		if a.status >= 500 || a.status >= 400 && !problem {
			return a.wrong("what its function says")
		}
		return nil
	})
}

// closedRoutes finds the route that an import of the API lost, the function that does not start
// and the authorizer that the gateway does not ask: only the function says token_missing.
func (r *run) closedRoutes(ctx context.Context) error {
	return r.each(ctx, func(route template.Route) bool { return route.Authorizer != "" }, func(a answer) error {
		return a.refused(http.StatusUnauthorized, "token_missing")
	})
}

var pathParameter = regexp.MustCompile(`\{[a-z_]+\}`)

// each asks every route of a kind and joins what is wrong with any.
func (r *run) each(ctx context.Context, kind func(template.Route) bool, check func(answer) error) error {
	var wrong []string
	asked := 0
	for _, route := range r.service.Routes {
		if !kind(route) || route.Method == http.MethodHead {
			continue
		}
		a := asking{method: route.Method, path: pathParameter.ReplaceAllString(strings.Replace(route.Path, "{file}", "sign-in", 1), "1")}
		if route.Method != http.MethodGet {
			a.body = struct{}{}
		}
		asked++
		got, err := r.ask(ctx, a)
		if err == nil {
			err = check(got)
		}
		if err != nil {
			wrong = append(wrong, route.Function+": "+err.Error())
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d of %d: %s", len(wrong), asked, strings.Join(wrong, "; "))
	}
	return nil
}

func (r *run) noRoute(ctx context.Context) error {
	_, err := r.get(ctx, "/smoke/no-such-route", http.StatusNotFound)
	return err
}

// A gateway may rename this header, and clients then do not know what to send.
func (r *run) authenticateHeader(ctx context.Context) error {
	a, err := r.get(ctx, "/users/me", http.StatusUnauthorized)
	if err == nil && a.header.Get("Www-Authenticate") == "" {
		return errors.New("the header www-authenticate is missing")
	}
	return err
}

func (r *run) junkTokens(ctx context.Context) error {
	const junk = "lk_smoke"
	for _, c := range []struct {
		code    string
		headers []string
	}{
		{"token_invalid", bearer(junk)},
		{"token_invalid", []string{"PRIVATE-TOKEN", junk}},
		{"two_tokens", append(bearer(junk), "PRIVATE-TOKEN", junk)},
	} {
		a, err := r.ask(ctx, asking{method: http.MethodGet, path: "/users/me", headers: c.headers})
		if err == nil {
			err = a.refused(http.StatusUnauthorized, c.code)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
