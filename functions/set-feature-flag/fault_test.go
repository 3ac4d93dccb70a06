package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"feature_flag_set by self"}, Begin: func(string) world.Call {
		return as(account.RoleAdmin, flag.EmailBasedMFA, `{"enabled":true}`)
	}}.Faults(t)
}
