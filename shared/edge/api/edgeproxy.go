package api

import (
	"maps"
	"net/netip"
	"os"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/token"
)

// edgeProxy is CloudFront with a firewall, where a deployment has it before the gateway. A secret
// header proves that a request came through it, and another header has the address of the client.
// The secret proves no more than that. It guards no data, so it may stand in a function's
// configuration, where the keys of codes and PINs may not.
type edgeProxy struct{ secret string }

// The headers that the edge proxy sets, whatever the client sent.
const (
	OriginSecretHeader  = "x-origin-secret"
	ViewerAddressHeader = "x-viewer-address"
)

var errBypassedProxy = fault.New(fault.Forbidden, "direct_access", "Call the service at its public address.")

// configuredProxy is the one that the deployment names. Without one, clients call the gateway itself.
func configuredProxy() edgeProxy { return edgeProxy{os.Getenv("ORIGIN_SECRET")} }

// check refuses a request that bypassed the proxy, since the firewall has not seen it, and puts the
// address of the client in the place of the proxy's own. Without a proxy, any client may set these
// headers, and they are ignored.
func (p edgeProxy) check(e Event) (Event, error) {
	if p.secret == "" {
		return e, nil
	}
	if !token.Equal(e.Headers[OriginSecretHeader], p.secret) {
		return e, errBypassedProxy
	}
	client, err := netip.ParseAddr(e.Headers[ViewerAddressHeader])
	if err != nil {
		return e, errBypassedProxy.Because(err)
	}
	e.RequestContext.HTTP.SourceIP = client.String()
	e.Headers = maps.Clone(e.Headers)
	delete(e.Headers, OriginSecretHeader)
	return e, nil
}
