package api_test

import (
	"log/slog"
	"strings"
	"testing"
)

// a backend gives the address of its client with a secret, the current one or the one before.
// A wrong secret, and a right one without an address, are refused before the route runs. An
// address without a secret is ignored, because any client can set it.
func TestBackend(t *testing.T) {
	t.Setenv("BACKEND_SECRET", "of the backend")
	t.Setenv("BACKEND_SECRET_PREVIOUS", "of the backend before")
	for _, c := range []struct {
		name, secret, client string
		status               int
	}{
		{"a wrong secret", "of the backen", "198.51.100.7", 403},
		{"an empty secret", "", "198.51.100.7", 403},
		{"two secrets", "of the backend,of the backend", "198.51.100.7", 403},
		{"no address", "of the backend", "", 400},
		{"two addresses", "of the backend", "198.51.100.7,198.51.100.8", 400},
		{"a port", "of the backend", "198.51.100.7:443", 400},
		{"a network", "of the backend", "198.51.100.0/24", 400},
		{"a zone", "of the backend", "fe80::1%eth0", 400},
		{"a name", "of the backend", "mary", 400},
	} {
		out, address := behind(t, map[string]string{"x-backend-secret": c.secret, "x-client-address": c.client})
		if out.StatusCode != c.status || address != "" {
			t.Errorf("%s: %d, %q", c.name, out.StatusCode, address)
		}
	}
	for _, c := range []struct{ secret, client, want string }{
		{"of the backend", "198.51.100.7", "198.51.100.7"},
		{"of the backend before", "2001:db8:0:0::7", "2001:db8::7"},
		{"of the backend", "::ffff:198.51.100.7", "198.51.100.7"},
	} {
		out, address := behind(t, map[string]string{"x-backend-secret": c.secret, "x-client-address": c.client})
		if out.StatusCode != 204 || address != c.want {
			t.Errorf("%s: %d, %q", c.client, out.StatusCode, address)
		}
	}
	if out, address := behind(t, map[string]string{"x-client-address": "198.51.100.7"}); out.StatusCode != 204 || address != "192.0.2.1" {
		t.Errorf("without a secret: %d, %q", out.StatusCode, address)
	}
}

// Where no secret is configured, none is right.
func TestNoBackend(t *testing.T) {
	for _, secret := range []string{"", "of the backend"} {
		if out, _ := behind(t, map[string]string{"x-backend-secret": secret, "x-client-address": "198.51.100.7"}); out.StatusCode != 403 {
			t.Errorf("%q: %d", secret, out.StatusCode)
		}
	}
}

// The request's line says that a backend gave the address, and has no part of the secret.
func TestBackendInTheLog(t *testing.T) {
	t.Setenv("BACKEND_SECRET", "of the backend")
	var log strings.Builder
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	defer slog.SetDefault(before)
	behind(t, map[string]string{"x-backend-secret": "of the backend", "x-client-address": "198.51.100.7"})
	if line := log.String(); !strings.Contains(line, `"address":"198.51.100.7","via":"backend"`) || strings.Contains(line, "of the") {
		t.Error(line)
	}
}
