package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/edge/api"
)

func TestHealth(t *testing.T) {
	a := world.Do(t, api.Handle(api.Anyone, time.Now, health), world.Call{Method: "GET"})
	if a.Status != 200 || a.Body != `{"status":"ok"}` {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
