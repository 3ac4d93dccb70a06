package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
)

func TestFaults(t *testing.T) {
	w, h := setUp(t)
	lambdatest.Trial{World: w, Handler: h, Status: 200, Begin: func(string) lambdatest.Call {
		return as(account.RoleAdmin)
	}}.Faults(t)
}
