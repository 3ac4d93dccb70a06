package main

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// Each time, there is one admin.
func TestFaults(t *testing.T) {
	w := world.New(t)
	var last account.User
	serve := func(ctx context.Context, payload json.RawMessage) (output, error) {
		return handlerOf(w, in(w, time.Hour)).serve(ctx, payload)
	}
	acts := []string{"2fa_changed by self", "admin_recovered by self", "email_changed by self"}
	world.Trial{World: w, Handler: world.Invoked(serve), Status: 200, Sends: world.ANotice, Acts: acts, Begin: func(name string) world.Call {
		if last.ID != 0 {
			w.SetUser(t, last.ID, map[string]string{"role": "user"})
		}
		last = w.User(t, name, func(u *account.User) {
			asAdmin(u)
			u.PhoneNumber = w.Number()
		})
		return world.Call{Body: fmt.Sprintf(`{"username":%[1]q,"email":"new%[1]s@latchkey.example"}`, name)}
	}}.Faults(t)
}
