package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"maps"
	"net/netip"
	"os"

	"latchkey/shared/domain/fault"
)

// front is what may stand before the gateway: a CDN with a firewall, which proves by a secret
// header that a request went through it, and says in another where the request came from. The
// header proves no more than that. It guards no data, so it may stand in a function's
// configuration, where the keys of codes and PINs may not.
type front struct{ secret string }

// The headers that the front sets, whatever the client sent.
const (
	OriginSecretHeader  = "x-origin-secret"
	ViewerAddressHeader = "x-viewer-address"
)

var errPassedBy = fault.New(fault.Forbidden, "direct_access", "Call the service by its public address.")

// configuredFront is the one that the deployment names; without one, the gateway is the door.
func configuredFront() front { return front{os.Getenv("ORIGIN_SECRET")} }

// admit refuses a request that did not come through the front, since the firewall has not seen
// it, and puts the address of the client in the place of the front's own. Without a front, the
// headers are any client's to write, and mean nothing.
func (f front) admit(e Event) (Event, error) {
	if f.secret == "" {
		return e, nil
	}
	given, known := sha256.Sum256([]byte(e.Headers[OriginSecretHeader])), sha256.Sum256([]byte(f.secret))
	if subtle.ConstantTimeCompare(given[:], known[:]) != 1 {
		return e, errPassedBy
	}
	client, err := netip.ParseAddr(e.Headers[ViewerAddressHeader])
	if err != nil {
		return e, errPassedBy.Because(err)
	}
	e.RequestContext.HTTP.SourceIP = client.String()
	e.Headers = maps.Clone(e.Headers)
	delete(e.Headers, OriginSecretHeader)
	return e, nil
}
