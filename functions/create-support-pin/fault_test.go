package main

import (
	"testing"

	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 201, Begin: func(name string) lambdatest.Call {
		return lambdatest.As(w.User(t, name, nil), "", "")
	}}.Faults(t)
}
