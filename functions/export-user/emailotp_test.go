package main

import (
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
)

// The hash of a mailed code is in no export; from when on codes are asked for is.
func TestMailedCodesAreNotExported(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, sessions: w.Store, devices: w.Store, factors: w.Store, pins: w.Store, lifetimes: world.Lifetimes, records: w.Store, now: w.Now}.serve)
	hash := strings.Repeat("0f", 32)
	u := w.User(t, "mary", func(u *account.User) { u.EmailOTP = account.EmailOTP{Hash: hash, RequiredAfter: w.Now()} })
	a := world.Do(t, h, world.Call{
		Method: "GET", Path: map[string]string{"id": "me"}, Caller: &api.Caller{UserID: u.ID, Role: u.Role, Session: "h"},
	})
	if a.Status != 200 || strings.Contains(a.Body, hash) || !strings.Contains(a.Body, `"email_otp_required_after":"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
