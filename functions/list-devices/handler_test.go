package main

import (
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/device"
	"latchkey/shared/edge/api"
)

// The devices that are live, newest first, under names of the service's own, and nothing that could be used
// as one.
func TestListDevices(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, devices: w.Store, records: w.Store, language: "en", now: w.Now}.serve)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	expired, _ := w.Remember(t, mary)
	w.Pass(device.Lifetime - time.Minute)
	old, _ := w.Remember(t, mary)
	w.Pass(time.Minute)
	newest, shown := w.Remember(t, mary)
	others, foreign := w.Remember(t, anne)
	call := func(by account.User, id string) world.Answer {
		return world.Do(t, h, world.Call{Method: "GET", Path: map[string]string{"id": id}, Caller: w.Caller(by)})
	}
	if a := call(anne, mary.ID.String()); a.Status != 404 {
		t.Errorf("R-103: another's: %d %s", a.Status, a.Body)
	}
	a := call(mary, "me")
	got := world.Into[output](t, a).Devices
	if a.Status != 200 || len(got) != 2 || got[0].ID != newest.ID || got[1].ID != old.ID {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if d := got[0]; d.Name != "Firefox on Linux" || d.Address != newest.Address || *d.ExpiresAt != newest.ExpiresAt.Format(time.RFC3339) {
		t.Errorf("%s", a.Body)
	}
	for _, secret := range []string{shown, newest.TokenHash, expired.ID, others.ID, "hash", "epoch", "Mozilla"} {
		if strings.Contains(a.Body, secret) {
			t.Errorf("%q is in %s", secret, a.Body)
		}
	}
	for token, want := range map[string]string{shown: newest.ID, foreign: "", "lkd_nonsense": ""} {
		a := world.Do(t, h, world.Call{Method: "GET", Path: map[string]string{"id": "me"}, Headers: map[string]string{"device-token": token}, Caller: w.Caller(mary)})
		if current := world.Into[output](t, a).Current; (current == nil) != (want == "") || current != nil && *current != want {
			t.Errorf("with %s, the current device is %v, not %s", token, current, want)
		}
	}
	boss := w.Staff(t, "boss", account.RoleAdmin)
	if a := call(boss, mary.ID.String()); a.Status != 200 {
		t.Errorf("an admin: %d %s", a.Status, a.Body)
	}
	if acts := w.Recorded(t, mary.ID, audit.UserRead); len(acts) != 1 || acts[0].Actor != boss.ID {
		t.Errorf("R-114: an admin's look is recorded, and no other: %+v", acts)
	}
}

// What ends every session ends the devices: they are not listed.
func TestEndedDevicesAreNotListed(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, devices: w.Store, records: w.Store, language: "en", now: w.Now}.serve)
	mary := w.User(t, "mary", nil)
	w.Remember(t, mary)
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary, To: mary.SignOutEverywhere()}); err != nil {
		t.Fatal(err)
	}
	a := world.Do(t, h, world.Call{Method: "GET", Path: map[string]string{"id": "me"}, Caller: w.Caller(mary)})
	if a.Status != 200 || a.Body != `{"devices":[],"current":null}` {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
