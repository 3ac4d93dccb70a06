package main

import (
	"fmt"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// One key, and several.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	for _, count := range []int{1, 3} {
		world.Trial{World: w, Handler: h, Status: 201, Acts: []string{"registration_keys_issued by self"}, Begin: func(name string) world.Call {
			call := as(account.RoleAdmin, fmt.Sprintf(`{"count":%d}`, count))
			call.Headers = map[string]string{"Idempotency-Key": name}
			return call
		}}.Faults(t)
	}
}
