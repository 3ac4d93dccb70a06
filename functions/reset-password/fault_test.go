package main

import (
	"testing"

	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t, true)
	admin(t, w, "boss")
	lambdatest.Trial{World: w, Handler: h, Status: 204, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		_, code := granted(t, w, name, nil)
		return lambdatest.Call{Body: reset(name, code, "quite another long password")}
	}}.Faults(t)
}
