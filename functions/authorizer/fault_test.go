package main

import (
	"context"
	"net/http"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
)

// whatever fails, nobody is let in who is not to be, and who is to be is told to try again.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	h.authorizer.Sessions.Lifetimes.Idle = time.Hour
	h.authorizer.Keys = &servicekey.Verifier{Store: w.Store}
	for name, token := range map[string]struct {
		status int
		of     func(name string) string
	}{
		"a session": {200, func(name string) string {
			_, tok := w.SignInWithToken(t, w.User(t, name, nil))
			w.Pass(30 * time.Minute) // its use is to be noted
			return tok.Reveal()
		}},
		"a session that has ended": {401, func(name string) string {
			s, tok := w.SignInWithToken(t, w.User(t, name, nil))
			if err := w.Store.EndSession(t.Context(), s.UserID, s.TokenHash); err != nil {
				t.Fatal(err)
			}
			return tok.Reveal()
		}},
		"a service key": {200, func(string) string { return w.ServiceKey(t, servicekey.UsersRead).Reveal() }},
	} {
		t.Run(name, func(t *testing.T) {
			world.Trial{World: w, Handler: world.Authorizing(h.status), Status: token.status, Begin: func(name string) world.Call {
				return world.Call{Headers: bearer(token.of(name))}
			}}.Faults(t)
		})
	}
}

// status is that of the route behind the authorizer.
func (h handler) status(ctx context.Context, e api.AuthorizerEvent) (int, error) {
	v, err := h.serve(ctx, e)
	switch refused := v.Context["refused"]; {
	case refused == "temporarily_unavailable":
		return http.StatusServiceUnavailable, err
	case refused != nil:
		return http.StatusUnauthorized, err
	}
	return http.StatusOK, err
}
