package throttle

import (
	"net/netip"

	"latchkey/shared/keyed"
)

// Subject is what is counted: an account, an address, a destination. It is a keyed hash,
// so that the table of counts says of nobody that he tried to sign in.
type Subject string

// Key makes subjects.
type Key struct{ keyed.Key }

// NewKey derives the key from the service's secret.
func NewKey(secret string) (Key, error) {
	k, err := keyed.Derive(secret, "throttle subjects")
	return Key{k}, err
}

// Of names a subject of a kind, such as "user" or "destination".
func (k Key) Of(kind, value string) Subject { return Subject(k.Hex(kind, value)[:32]) }

// Address names the network that a request came from. A /64 of IPv6 is one: whoever has
// one address of it has them all.
func (k Key) Address(address string) Subject {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return k.Of("address", address)
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		return k.Of("address", netip.PrefixFrom(ip, 64).Masked().String())
	}
	return k.Of("address", ip.String())
}
