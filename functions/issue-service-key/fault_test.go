package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	boss := w.Caller(admin)
	world.Trial{World: w, Handler: h, Status: 201, Acts: []string{"service_key_issued by self"}, Begin: func(name string) world.Call {
		return world.Call{Body: `{"name":"billing","scopes":["users:read"]}`, Caller: boss, Headers: map[string]string{"Idempotency-Key": name}}
	}}.Faults(t)
}
