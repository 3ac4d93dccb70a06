package main

import (
	"fmt"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/edge/wire"
)

// A change without proof, one that asks for a code, and one that has it.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	begin := func(name, body string, headers map[string]string) world.Call {
		u := w.User(t, name, nil)
		caller := w.Caller(u)
		caller.Session = w.SignIn(t, u).TokenHash
		return world.Call{Body: body, Path: map[string]string{"id": "me"}, Headers: headers, Caller: caller}
	}
	world.Trial{World: w, Handler: h, Status: 200, Sends: world.ANotice, Acts: []string{"username_changed by self"}, Begin: func(name string) world.Call {
		return begin(name, fmt.Sprintf(`{"username":"other%s"}`, name), nil)
	}}.Faults(t)
	moved := func(name string) world.Call {
		return begin(name, fmt.Sprintf(`{"email":"other%s@latchkey.example"}`, name), nil)
	}
	world.Trial{World: w, Handler: h, Status: 202, Sends: world.ACode, Begin: moved}.Faults(t)
	trial := world.Trial{World: w, Handler: h, Status: 200, Sends: world.ANotice, Acts: []string{"email_changed by self"}, Begin: func(name string) world.Call {
		call := moved(name)
		id := world.Into[wire.Challenged](t, world.Do(t, h, call)).Challenge.ID
		call.Headers = map[string]string{"Challenge-Id": id, "Challenge-Code": w.Code(t, "other"+name+"@latchkey.example")}
		return call
	}}
	trial.Faults(t)
	trial.Unsettled(t, 2)
}
