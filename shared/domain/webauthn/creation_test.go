package webauthn

import (
	"slices"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"
)

// What a client says of how its authenticator is reached is stored where it is known, and once.
func TestTransports(t *testing.T) {
	for _, c := range []struct {
		given []protocol.AuthenticatorTransport
		want  []string
	}{
		{nil, nil},
		{[]protocol.AuthenticatorTransport{"smoke", "", "USB"}, nil},
		{[]protocol.AuthenticatorTransport{"usb", "smoke", "internal", "usb"}, []string{"usb", "internal"}},
	} {
		if got := transports(c.given); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.given, got, c.want)
		}
	}
}
