package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/edge/api"
)

// whatever fails, nobody is let in who is not to be, and where it was a failure, somebody is told.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	for status, over := range map[int]bool{200: false, 401: true} {
		world.Trial{World: w, Handler: world.Authorizing(h.status), Status: status, Begin: func(name string) world.Call {
			s, tok := w.SignInWithToken(t, w.User(t, name, nil))
			if over {
				if err := w.Store.EndSession(t.Context(), s.UserID, s.TokenHash); err != nil {
					t.Fatal(err)
				}
			}
			return world.Call{Headers: bearer(tok.Reveal())}
		}}.Faults(t)
	}
}

// status tells a denial from a failure, which the gateway cannot.
func (h handler) status(ctx context.Context, e api.AuthorizerEvent) (int, error) {
	var log strings.Builder
	v, err := h.serve(world.Logged(ctx, &log), e)
	switch {
	case v.IsAuthorized:
		return http.StatusOK, err
	case strings.Contains(log.String(), `"level":"ERROR"`):
		return http.StatusServiceUnavailable, err
	}
	return http.StatusUnauthorized, err
}
