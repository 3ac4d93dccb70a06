package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, _, h := setUp(t)
	world.Trial{World: w, Handler: h.handle(), Status: 200, Begin: func(name string) world.Call {
		return h.by(w.SignIn(t, w.User(t, name, nil)))
	}}.Faults(t)
}

// Whichever call to KMS fails once, a token is signed, by a process that knows the key and by one that does
// not. Where KMS stays broken, in whatever way, nothing is signed or counted: 503, and after it, all is well.
func TestFaultsOfKMS(t *testing.T) {
	tried := proof.Count(t, proof.Faults)
	w, kms, r := setUp(t)
	s := w.SignIn(t, w.User(t, "mary", nil))
	for _, fault := range world.Faults {
		for n, hit := int32(1), true; hit; n++ {
			r.issuer = kms.Issuer(t, world.SigningKeys[0]) // of a process that has just started
			asked := kms.BreakOne(n, fault)
			a := world.Do(t, r.handle(), r.by(s))
			if hit = asked(); a.Status != 200 {
				t.Errorf("call %d %s: %d %s", n, fault, a.Status, a.Body)
			}
			tried.Add(1)
			w.Pass(time.Hour) // for the limit
		}
		if fault == testdb.Slow {
			continue
		}
		r.issuer = kms.Issuer(t, world.SigningKeys[0])
		kms.Break(fault)
		for range 11 {
			if a := world.Do(t, r.handle(), r.by(s)); a.Status != 503 || a.Code(t) != "signing_unavailable" {
				t.Errorf("%s for good: %d %s", fault, a.Status, a.Body)
			}
			tried.Add(1)
		}
		kms.Break(testdb.None)
		r.issue(t, r.by(s))
	}
}
