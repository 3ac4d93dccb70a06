package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// A PIN that is right, and one that is wrong, for the last time that it may be tried. An outage uses up that try.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	for act, right := range map[string]bool{"support_pin_verified by another": true, "support_pin_verified by another, failure": false} {
		world.Trial{World: w, Handler: h, Status: 200, Spent: "too_many_tries", Acts: []string{act}, Begin: func(name string) world.Call {
			u := w.User(t, name, nil)
			pin := w.PIN(t, u)
			for range 4 {
				if _, err := w.Store.TryPIN(t.Context(), u, w.Now()); err != nil {
					t.Fatal(err)
				}
			}
			if !right {
				pin = world.Wrong(pin)
			}
			return world.As(w.Staff(t, "agent"+name, account.RoleSupport), u.ID.String(), body(pin))
		}}.Faults(t)
	}
}
