package protect

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"latchkey/clients/protect/internal/access"
)

// Guard asks Latchkey for the caller of each request. It caches no answers, so that an ended
// session is refused on the next request.
type Guard struct {
	me     string // the URL of the caller's own account
	client *http.Client
}

// NewGuard makes a guard for Latchkey's URL, such as https://id.example.com. It uses the
// transport, or the default one if that is nil, and waits for an answer for at most the timeout.
func NewGuard(latchkey string, transport http.RoundTripper, timeout time.Duration) (*Guard, error) {
	u, err := url.Parse(latchkey)
	if err != nil {
		return nil, fmt.Errorf("protect: the URL of Latchkey: %w", err)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, fmt.Errorf("protect: the URL %q has to be https, because tokens are sent to it", latchkey)
	}
	if timeout <= 0 {
		return nil, errors.New("protect: without a timeout, requests pile up when Latchkey is slow")
	}
	return &Guard{u.JoinPath("users", "me").String(), &http.Client{
		Transport: transport, Timeout: timeout,
		// A redirect would take the token elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func loopback(host string) bool { return host == "localhost" || net.ParseIP(host).IsLoopback() }

// For runs a handler for callers with access.
func (g *Guard) For(allowed Access) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			caller, refused := g.caller(r)
			if refused == nil {
				refused = allowed.Refuses(caller)
			}
			if refused == nil {
				next.ServeHTTP(w, r.WithContext(access.With(r.Context(), caller)))
				return
			}
			for name, value := range refused.Headers() {
				w.Header().Set(name, value)
			}
			w.WriteHeader(refused.Status)
			_, _ = io.WriteString(w, refused.Body("")) // the client may have gone
		})
	}
}

func (g *Guard) caller(r *http.Request) (Caller, *access.Refusal) {
	name, refused := tokenHeader(r.Header)
	if refused != nil {
		return Caller{}, refused
	}
	caller, err := g.ask(r, name)
	switch {
	case errors.Is(err, errUnauthorized):
		return Caller{}, access.Invalid
	case errors.Is(err, errWeak):
		return Caller{}, access.Weak
	case err != nil:
		slog.ErrorContext(r.Context(), "the caller could not be verified", "cause", err.Error())
		return Caller{}, access.Unverified
	}
	return caller, nil
}
