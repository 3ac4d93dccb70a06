package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// Asked for, and with the code, by a key.
func TestFaults(t *testing.T) {
	w, h, _ := setUp(t)
	begin := func(name string) (world.Call, account.User, []account.ID) {
		boss, ids := w.Staff(t, "boss"+name, account.RoleAdmin), []account.ID{w.User(t, name, nil).ID, w.User(t, "other"+name, nil).ID}
		call := as(w, boss, body(ids...))
		call.Headers["Idempotency-Key"] = name
		return call, boss, ids
	}
	world.Trial{World: w, Handler: h, Status: 202, Sends: world.ACode, Begin: func(name string) world.Call {
		call, _, _ := begin(name)
		return call
	}}.Faults(t)
	// One code is for one run. What an outage leaves undone is asked for again, with another code.
	world.Trial{World: w, Handler: h, Status: 207, Sends: world.ANotice, Spent: "code_used", Acts: []string{"deleted by another", "deleted by another"}, Begin: func(name string) world.Call {
		call, boss, ids := begin(name)
		order := passcode.Request{User: boss, Purpose: passcode.DeleteUsers, Channel: account.Email, Change: changeText(ids)}
		call.Headers["Challenge-Id"], call.Headers["Challenge-Code"] = w.Issue(t, order)
		return call
	}}.Faults(t)
}
