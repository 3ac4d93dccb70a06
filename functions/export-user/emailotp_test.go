package main

import (
	"strings"
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

// The hash of a mailed code is in no export; from when on codes are asked for is.
func TestMailedCodesAreNotExported(t *testing.T) {
	w := lambdatest.New(t)
	h := api.Handle(api.Users, handler{store: w.Store, now: w.Now}.serve)
	hash := strings.Repeat("0f", 32)
	u := w.User(t, "mary", func(u *account.User) { u.EmailOTP = account.EmailOTP{Hash: hash, RequiredAfter: w.Now()} })
	a := lambdatest.Do(t, h, lambdatest.Call{
		Method: "GET", Path: map[string]string{"id": "me"}, Caller: &api.Caller{UserID: u.ID, Role: u.Role, Session: "h"},
	})
	if a.Status != 200 || strings.Contains(a.Body, hash) || !strings.Contains(a.Body, `"email_otp_required_after":"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
