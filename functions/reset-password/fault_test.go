package main

import (
	"testing"

	"latchkey/infra/testing/world"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t, true)
	admin(t, w, "boss")
	world.Trial{World: w, Handler: h, Status: 204, Sends: world.ANotice, Acts: []string{"password_reset_by_admin_code by self"}, Begin: func(name string) world.Call {
		_, code := granted(t, w, name, nil)
		return world.Call{Body: reset(name, code, "quite another long password")}
	}}.Faults(t)
}
