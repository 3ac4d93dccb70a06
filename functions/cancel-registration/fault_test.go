package main

import (
	"testing"

	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 204, Begin: func(name string) lambdatest.Call {
		return lambdatest.Call{Body: body(mailed(t, w, w.User(t, name, unconfirmed)))}
	}}.Faults(t)
}
