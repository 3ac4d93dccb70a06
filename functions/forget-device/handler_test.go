package main

import (
	"slices"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

// Users end their own devices, admins those of others; a user's id with another's device is not found, and
// neither is a device that has ended.
func TestForgetDevice(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, devices: w.Store, now: w.Now}.serve)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	first, shown := w.Remember(t, mary)
	second, _ := w.Remember(t, mary)
	others, _ := w.Remember(t, anne)
	call := func(by account.User, id, named string) int {
		return world.Do(t, h, world.Call{Method: "DELETE", Path: map[string]string{"id": id, "device_id": named}, Caller: w.Caller(by)}).Status
	}
	for name, status := range map[string]int{
		"another's device": call(mary, "me", others.ID),
		"another's user":   call(mary, anne.ID.String(), others.ID),
		"a hash":           call(mary, "me", first.TokenHash),
		"a token":          call(mary, "me", shown),
		"nothing":          call(mary, "me", ""),
	} {
		if status != 404 {
			t.Errorf("%s: %d", name, status)
		}
	}
	if n := w.Count(t)["Devices"]; n != 3 {
		t.Errorf("%d devices are left", n)
	}
	if a, b := call(mary, "me", first.ID), call(mary, "me", first.ID); a != 204 || b != 404 {
		t.Errorf("their own: %d, again %d", a, b)
	}
	if status := call(boss, mary.ID.String(), second.ID); status != 204 {
		t.Errorf("an admin: %d", status)
	}
	if n := w.Count(t)["Devices"]; n != 1 {
		t.Errorf("%d devices are left", n)
	}
	if acts := w.Acts(t, mary); !slices.Equal(acts[1:], []string{"device_forgotten by self", "device_forgotten by " + boss.ID.String()}) {
		t.Errorf("R-114: recorded is %v", acts)
	}
}
