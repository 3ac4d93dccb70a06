package main

import (
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
)

// With a password alone, with a code by either channel, and before the address is confirmed.
func TestFaults(t *testing.T) {
	w, h := setUp(t)
	for _, c := range []struct {
		status int
		sends  world.Sends
		change func(*account.User)
	}{
		{200, world.Nothing, nil},
		{202, world.ACode, func(u *account.User) { u.Factors = account.Held(account.FactorEmail) }},
		{202, world.ACode, func(u *account.User) {
			u.Factors, u.PhoneNumber, u.PhoneConfirmed = account.Held(account.FactorSMS), w.Number(), true
		}},
		{403, world.ACode, func(u *account.User) { u.EmailConfirmed = false }},
	} {
		world.Trial{World: w, Handler: h, Status: c.status, Sends: c.sends, Begin: func(name string) world.Call {
			w.User(t, name, c.change)
			return world.Call{Body: credentials(name, world.Password)}
		}}.Faults(t)
	}
	world.Trial{World: w, Handler: h, Status: 401, Begin: func(name string) world.Call {
		return world.Call{Body: credentials(name, wrong)}
	}}.Faults(t)
}

// One session takes the place of another, or none does.
func TestFaultsOfARenewal(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 200, Acts: []string{"session_ended by self"}, Begin: func(name string) world.Call {
		_, tok := w.SignInWithToken(t, w.User(t, name, nil))
		return world.Call{Body: credentials(name, world.Password), Headers: map[string]string{"private-token": tok.Reveal()}}
	}}.Faults(t)
}

// A session that was made is handed over, whatever else fails.
func TestUnsettled(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) world.Call {
		w.User(t, name, nil)
		return world.Call{Body: credentials(name, world.Password)}
	}}.Unsettled(t, 1)
}

// On a known device, and on one that is to be known.
func TestFaultsOnADevice(t *testing.T) {
	w, h := setUp(t)
	world.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) world.Call {
		_, shown := w.Remember(t, w.User(t, name, nil))
		return world.Call{Body: credentials(name, world.Password), Headers: map[string]string{"device-token": shown}}
	}}.Faults(t)
	world.Trial{World: w, Handler: h, Status: 200, Begin: func(name string) world.Call {
		w.User(t, name, nil)
		return world.Call{Body: remembering(name, world.Password)}
	}}.Faults(t)
}
