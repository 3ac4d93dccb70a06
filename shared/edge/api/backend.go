package api

import (
	"errors"
	"maps"
	"net/netip"
	"os"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/token"
)

// backend is a server-side application through which users sign in. All of them would seem to come
// from its one address, and use up one another's limits by network. So a secret header proves that
// the request is the backend's, and another header has the address of its client. Limits count this
// client like any other, and the limits of an account stay the same.
type backend struct{ secrets []string }

// The headers of a backend.
const (
	BackendSecretHeader = "x-backend-secret"
	ClientAddressHeader = "x-client-address"
)

var (
	errNoBackend = fault.New(fault.Forbidden, "invalid_backend_secret", "The backend secret is wrong.")
	errNoClient  = fault.New(fault.Malformed, "invalid_client_address", "A request with the backend secret needs exactly one IP address in x-client-address.")
)

// configuredBackend has the secret that the deployment names and the one before it, so that a
// backend can change to a new one without being refused in between.
func configuredBackend() backend {
	var b backend
	for _, name := range []string{"BACKEND_SECRET", "BACKEND_SECRET_PREVIOUS"} {
		if secret := os.Getenv(name); secret != "" {
			b.secrets = append(b.secrets, secret)
		}
	}
	return b
}

// check puts the address of the client in the place of the backend's own, and says whether it did.
// Without the secret, any client may set the address, and it is ignored.
func (b backend) check(e Event) (_ Event, named bool, err error) {
	given, claimed := e.Headers[BackendSecretHeader]
	if !claimed {
		return e, false, nil
	}
	e.Headers = maps.Clone(e.Headers)
	delete(e.Headers, BackendSecretHeader)
	if !b.knows(given) {
		return e, false, errNoBackend
	}
	client, err := netip.ParseAddr(e.Headers[ClientAddressHeader])
	switch {
	case err != nil:
		return e, false, errNoClient.Because(err)
	case client.Zone() != "":
		return e, false, errNoClient.Because(errors.New("an address with a zone"))
	}
	e.RequestContext.HTTP.SourceIP = client.Unmap().String()
	return e, true, nil
}

func (b backend) knows(given string) (known bool) {
	for _, secret := range b.secrets {
		known = token.Equal(given, secret) || known
	}
	return known
}
