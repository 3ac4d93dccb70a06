package main

import (
	"slices"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

func TestRevoke(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{users: w.Store, pins: w.Store, now: w.Now}.serve)
	mary, rose := w.User(t, "mary", nil), w.User(t, "rose", nil)
	support, boss := w.Staff(t, "support1", account.RoleSupport), w.Staff(t, "boss", account.RoleAdmin)
	w.PIN(t, mary)
	w.PIN(t, support)
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{Path: map[string]string{"id": mary.ID.String()}}, 401, "token_missing"},
		{"R-98: a user, another", world.As(rose, mary.ID.String(), ""), 403, "forbidden"},
		{"a user, their own", world.As(mary, mary.ID.String(), ""), 403, "forbidden"},
		{"a user, an unused id", world.As(mary, "1", ""), 403, "forbidden"},
		{"support, another", world.As(support, mary.ID.String(), ""), 403, "forbidden"},
		{"support, their own", world.As(support, support.ID.String(), ""), 403, "forbidden"},
		{"an admin, an unused id", world.As(boss, "1", ""), 404, "user_not_found"},
		{"an admin, no id", world.As(boss, "mary", ""), 404, "user_not_found"},
		{"an admin, a user who has none", world.As(boss, rose.ID.String(), ""), 404, "support_pin_not_found"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := w.Count(t)["SupportPins"]; n != 2 {
		t.Errorf("after refusals %d are left", n)
	}
	for i, status := range []int{202, 404, 202, 404} {
		if i == 2 {
			w.PIN(t, mary)
		}
		if a := world.Do(t, h, world.As(boss, mary.ID.String(), "")); a.Status != status || status == 202 && a.Body != "{}" {
			t.Errorf("%d. revocation: %d %s", i+1, a.Status, a.Body)
		}
	}
	if n := w.Count(t)["SupportPins"]; n != 1 {
		t.Errorf("%d are left", n)
	}
	by := "support_pin_revoked by " + boss.ID.String()
	if acts := w.Acts(t, mary); !slices.Equal(acts[1:], []string{"support_pin_created by self", by, "support_pin_created by self", by}) {
		t.Errorf("R-114: recorded is %v", acts)
	}
	w.Pass(24 * time.Hour)
	if a := world.Do(t, h, world.As(boss, support.ID.String(), "")); a.Status != 404 || a.Code(t) != "support_pin_not_found" {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
}

// Of fifty revocations one ends the PIN.
func TestOneRevocation(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{users: w.Store, pins: w.Store, now: w.Now}.serve)
	mary, boss := w.User(t, "mary", nil), w.Staff(t, "boss", account.RoleAdmin)
	w.PIN(t, mary)
	counts := map[int]int{}
	for _, a := range world.Parallel(t, h, 50, func(int) world.Call { return world.As(boss, mary.ID.String(), "") }) {
		counts[a.Status]++
	}
	if counts[202] != 1 || counts[404] != 49 {
		t.Errorf("%v", counts)
	}
}
