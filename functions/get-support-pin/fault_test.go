package main

import (
	"testing"

	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) lambdatest.Call {
		u := w.User(t, name, nil)
		w.PIN(t, u)
		return lambdatest.As(u, "", "")
	}}.Faults(t)
}
