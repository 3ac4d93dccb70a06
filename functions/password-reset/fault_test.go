package main

import (
	"testing"

	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h, _ := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 202, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		return lambdatest.Call{Body: ask(w.User(t, name, nil).Email)}
	}}.Faults(t)
}
