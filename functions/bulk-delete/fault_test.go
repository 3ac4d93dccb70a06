package main

import (
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
	"latchkey/shared/passcode"
)

// Asked for, and with the code, by a key.
func TestFaults(t *testing.T) {
	w, h, _ := setUp(t)
	begin := func(name string) (lambdatest.Call, account.User, []account.ID) {
		boss, ids := w.Staff(t, "boss"+name, account.RoleAdmin), []account.ID{w.User(t, name, nil).ID, w.User(t, "other"+name, nil).ID}
		call := as(w, boss, body(ids...))
		call.Headers["Idempotency-Key"] = name
		return call, boss, ids
	}
	lambdatest.Trial{World: w, Handler: h, Status: 202, Sends: lambdatest.ACode, Begin: func(name string) lambdatest.Call {
		call, _, _ := begin(name)
		return call
	}}.Faults(t)
	lambdatest.Trial{World: w, Handler: h, Status: 207, Sends: lambdatest.ANotice, Begin: func(name string) lambdatest.Call {
		call, boss, ids := begin(name)
		order := passcode.Order{User: boss, Purpose: passcode.DeleteUsers, Channel: account.Email, Change: inWords(ids)}
		call.Headers["Challenge-Id"], call.Headers["Challenge-Code"] = w.Issue(t, order)
		return call
	}}.Faults(t)
}
