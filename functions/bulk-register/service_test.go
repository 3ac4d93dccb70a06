package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
)

// A service registers users as an admin does. Its Idempotency-Keys are its own: another service, or an admin,
// with the same one is answered for itself.
func TestServices(t *testing.T) {
	w := world.New(t)
	registrar := w.Registrar()
	registrar.Confirm = false
	h := api.Handle(api.Admins.Or(servicekey.UsersRegister), w.Now, handler{registrar: registrar, requests: w.Requests(t), users: w.Store}.serve)
	by := func(key int64, body string) world.Answer {
		return world.Do(t, h, world.Call{
			Body: body, Headers: map[string]string{"Idempotency-Key": "k"}, Caller: &api.Caller{ServiceKey: key, Scopes: "users:register"},
		})
	}
	first, again, other := by(8, users(t, user("mary", nil))), by(8, users(t, user("mary", nil))), by(9, users(t, user("anne", nil)))
	if first.Outcomes(t) != "201" || again.Body != first.Body || other.Outcomes(t) != "201" {
		t.Errorf("%s, %s, %s", first.Body, again.Body, other.Body)
	}
	if a := post(t, h, "k", users(t, user("lucy", nil))); a.Outcomes(t) != "201" {
		t.Errorf("an admin: %d %s", a.Status, a.Body)
	}
	id, err := w.Store.UsernameOwner(t.Context(), "mary")
	if err != nil {
		t.Fatal(err)
	}
	u, err := w.Store.User(t.Context(), id)
	made := w.Recorded(t, id, audit.Registered)
	if err != nil || u.Role.Staff() || u.CreatedBy != 8 || len(made) != 1 || made[0].ServiceKey != 8 || made[0].Actor != 0 {
		t.Errorf("%+v, %v, %+v", u, err, made)
	}
}
