package main

import (
	"testing"

	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

func TestHealth(t *testing.T) {
	a := lambdatest.Do(t, api.Handle(api.Anyone, health), lambdatest.Call{Method: "GET"})
	if a.Status != 200 || a.Body != `{"status":"ok"}` {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
