package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/passcode"
)

func TestFaults(t *testing.T) {
	w, h, serve := setUp(t)
	body := func(k *world.SecurityKey, name string, purpose passcode.Purpose) world.Call {
		u := w.PasskeyOn(t, k, w.User(t, name, nil), w.Now().Add(longAgo))
		c := begun(t, h)
		if purpose != "" {
			c = asked(t, w, u.User, purpose)
		}
		return world.Call{Body: world.Assertion(c.ID, k.Sign(t, c.PublicKey))}
	}
	signedIn := []string{"signed_in by self"}
	for purpose, acts := range map[passcode.Purpose][]string{"": signedIn, passcode.SignIn: signedIn, passcode.DeleteUser: nil} {
		world.Trial{World: w, Handler: serve, Status: 200, Acts: acts, Begin: func(name string) world.Call {
			return body(world.NewSecurityKey(), name, purpose)
		}}.Faults(t)
	}
}

// A clone is refused, recorded and told whatever fails.
func TestFaultsOfAClone(t *testing.T) {
	w, h, serve := setUp(t)
	world.Trial{World: w, Handler: serve, Status: 401, Sends: world.ANotice, Acts: []string{"passkey_cloned by self, failure"}, Begin: func(name string) world.Call {
		k := world.NewSecurityKey()
		k.Credential.Counter = 3
		w.PasskeyOn(t, k, w.User(t, name, nil), w.Now().Add(longAgo))
		c := begun(t, h)
		return world.Call{Body: world.Assertion(c.ID, k.Sign(t, c.PublicKey))}
	}}.Faults(t)
}
