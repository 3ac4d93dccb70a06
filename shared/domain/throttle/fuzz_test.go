package throttle_test

import (
	"net/netip"
	"testing"

	"latchkey/shared/domain/throttle"
)

// An address is in the same networks however it is written: otherwise a guesser would have a new count for
// each spelling.
func FuzzNetworks(f *testing.F) {
	key, err := throttle.NewKey("a secret")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "203.0.113.7", "::ffff:203.0.113.7", "2001:db8::1", "2001:0DB8:0:0::1%eth0", "fe80::1%25", "1.2.3", "::", "0.0.0.0", "\x00", "203.0.113.7:443"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		networks := key.Networks(address)
		if networks[0] == "" || networks != key.Networks(address) {
			t.Fatalf("%q is in %q", address, networks)
		}
		ip, err := netip.ParseAddr(address)
		if err != nil {
			return
		}
		for _, spelling := range []string{ip.String(), ip.WithZone("").String(), ip.StringExpanded(), ip.Unmap().String()} {
			if key.Networks(spelling) != networks {
				t.Errorf("%q and %q are in different networks", address, spelling)
			}
		}
		if ip = ip.Unmap(); ip.Is6() != (networks[1] != "" && networks[2] != "") {
			t.Errorf("%q is in %q", address, networks)
		}
	})
}
