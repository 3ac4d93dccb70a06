package throttle

import (
	"net/netip"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/keyed"
)

// Subject is what is counted: an account, a network, a destination. It is a keyed hash,
// so that the table of counts says of nobody that they tried to sign in.
type Subject string

// Key makes subjects.
type Key struct{ keyed.Key }

// NewKey derives the key from the service's secret.
func NewKey(secret string) (Key, error) {
	k, err := keyed.Derive(secret, "throttle subjects")
	return Key{k}, err
}

// Of names a subject of a kind, such as "user" or "destination".
func (k Key) Of(kind string, values ...string) Subject {
	return Subject(k.Hex(append([]string{kind}, values...)...)[:32])
}

// User names a user.
func (k Key) User(id account.ID) Subject { return k.Of("user", id.String()) }

// Session names a session by the hash that it is stored under. That is random, so it needs no key to
// tell nothing of its user.
func Session(hash string) Subject { return Subject(hash[:min(len(hash), 32)]) }

// Device names a device by the hash of its token, which is as random.
func Device(hash string) Subject { return "device-" + Session(hash) }

// levels are how many networks an address is in.
const levels = 3

// Networks are those that an address is in, from the smallest up. Levels that it has not are
// empty.
type Networks [levels]Subject

// Networks names the networks that a request came from. An address of IPv4 is one. A client
// with one address of IPv6 has its whole /64, and providers hand out a /56 or a /48.
func (k Key) Networks(address string) (n Networks) {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		n[0] = k.Of("address", address)
		return n
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		n[0] = k.Of("address", ip.String())
		return n
	}
	for level, bits := range [levels]int{64, 56, 48} {
		n[level] = k.Of("address", netip.PrefixFrom(ip, bits).Masked().String())
	}
	return n
}
