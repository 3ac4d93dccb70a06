package main

import (
	"strconv"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
)

func TestFaults(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{keys: w.Store, now: w.Now}.serve)
	world.Trial{World: w, Handler: h, Status: 204, Acts: []string{"service_key_revoked by self"}, Begin: func(string) world.Call {
		id := strconv.FormatInt(w.ServiceKey(t, servicekey.UsersRead).ID(), 10)
		return world.Call{Method: "DELETE", Path: map[string]string{"id": id}, Caller: w.Caller(account.User{ID: 7, Role: account.RoleAdmin})}
	}}.Faults(t)
}
