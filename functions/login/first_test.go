package main

import (
	"crypto/rand"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

// The budget holds for the first sign-in, too, where accounts go without confirmation: it takes
// the account out of the index of those that may be removed, which is one unit more, once.
func TestBudgetOfTheFirstSignIn(t *testing.T) {
	w, _ := setUp(t)
	h := handler{users: w.Store, limits: w.Store, codes: w.Store, sessions: w.Store, devices: w.Store, keeper: w.Keeper(), watch: w.Watch(), lifetimes: world.Lifetimes, hasher: w.Hasher, flags: w.Flags, issuer: w.Issuer, random: rand.Reader, now: w.Now}
	w.User(t, "mary", func(u *account.User) { u.EmailConfirmed = false })
	var writes [2]float64
	for i := range writes {
		calls := w.Edge.During(func() {
			if a := from(t, api.Handle(api.Anyone, w.Now, h.serve), "2001:db8::1", "mary", world.Password); a.Status != 200 {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
		if writes[i] = calls.Writes(); writes[i] > 5 || calls.Reads() > 4 || calls.Rounds() > 3 {
			t.Errorf("%.1f read and %.1f write units, %d round trips: %v", calls.Reads(), writes[i], calls.Rounds(), calls.Operations())
		}
	}
	if writes[0] != writes[1]+1 {
		t.Errorf("the write units are %v", writes)
	}
}
