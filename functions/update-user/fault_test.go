package main

import (
	"fmt"
	"testing"

	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

// A change without proof, one that asks for a code, and one that has it.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	begin := func(name, body string, headers map[string]string) lambdatest.Call {
		u := w.User(t, name, nil)
		caller := w.Caller(u)
		caller.Session = w.SignIn(t, u).TokenHash
		return lambdatest.Call{Body: body, Path: map[string]string{"id": "me"}, Headers: headers, Caller: caller}
	}
	lambdatest.Trial{World: w, Handler: h, Status: 200, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		return begin(name, fmt.Sprintf(`{"username":"other%s"}`, name), nil)
	}}.Faults(t)
	moved := func(name string) lambdatest.Call {
		return begin(name, fmt.Sprintf(`{"email":"other%s@latchkey.example"}`, name), nil)
	}
	lambdatest.Trial{World: w, Handler: h, Status: 202, Sends: lambdatest.ACode, Begin: moved}.Faults(t)
	trial := lambdatest.Trial{World: w, Handler: h, Status: 200, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		call := moved(name)
		id := lambdatest.Into[api.Challenged](t, lambdatest.Do(t, h, call)).Challenge.ID
		call.Headers = map[string]string{"Challenge-Id": id, "Challenge-Code": w.Code(t, "other"+name+"@latchkey.example")}
		return call
	}}
	trial.Faults(t)
	trial.Unsettled(t, 2)
}
