package api_test

import (
	"context"
	"maps"
	"testing"

	"latchkey/shared/edge/api"
)

// behind calls a route with headers, and gives the address that it saw.
func behind(t *testing.T, headers map[string]string) (out api.Response, address string) {
	t.Helper()
	out = call(t, api.Anyone, func(_ context.Context, r *api.Request) (api.Reply, error) {
		address = r.Address()
		if r.HasHeader("x-origin-secret") || r.HasHeader("x-backend-secret") {
			t.Error("the route sees the secret")
		}
		return api.NoContent(), nil
	}, func(e *api.Event) {
		e.RequestContext.HTTP.SourceIP = "192.0.2.1"
		maps.Copy(e.Headers, headers)
	})
	return out, address
}

// with an edge proxy, a request that bypassed it is refused, and limits count by the
// address that the proxy gives. Without one, no header is believed.
func TestEdgeProxy(t *testing.T) {
	t.Setenv("ORIGIN_SECRET", "of the proxy")
	for name, headers := range map[string]map[string]string{
		"no secret":       {"x-viewer-address": "198.51.100.7"},
		"a wrong secret":  {"x-origin-secret": "of the prox", "x-viewer-address": "198.51.100.7"},
		"an empty secret": {"x-origin-secret": "", "x-viewer-address": "198.51.100.7"},
		"no address":      {"x-origin-secret": "of the proxy"},
		"with a port":     {"x-origin-secret": "of the proxy", "x-viewer-address": "198.51.100.7:443"},
		"not an address":  {"x-origin-secret": "of the proxy", "x-viewer-address": "mary"},
		"two addresses":   {"x-origin-secret": "of the proxy", "x-viewer-address": "198.51.100.7,198.51.100.8"},
	} {
		if out, address := behind(t, headers); out.StatusCode != 403 || address != "" {
			t.Errorf("%s: %d, %q", name, out.StatusCode, address)
		}
	}
	for header, want := range map[string]string{
		"198.51.100.7":    "198.51.100.7",
		"2001:db8:0:0::7": "2001:db8::7",
	} {
		out, address := behind(t, map[string]string{"x-origin-secret": "of the proxy", "x-viewer-address": header, "x-forwarded-for": "203.0.113.9"})
		if out.StatusCode != 204 || address != want {
			t.Errorf("%s: %d, %q", header, out.StatusCode, address)
		}
	}
	t.Setenv("ORIGIN_SECRET", "")
	if out, address := behind(t, map[string]string{"x-viewer-address": "198.51.100.7"}); out.StatusCode != 204 || address != "192.0.2.1" {
		t.Errorf("without a proxy: %d, %q", out.StatusCode, address)
	}
}
