package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

var mailed = flag.Flag{Name: flag.EmailBasedMFA, Enabled: true}

// due makes a user of whom a mailed code is asked.
func due(w *world.World) func(*account.User) {
	return func(u *account.User) {
		u.EmailOTP.RequiredAfter, u.LastLogin = w.Now(), w.Now().Add(-24*time.Hour)
	}
}

// The order of a sign-in: the user's own second factor, or else a mailed code that is due, or
// else a session. Every reason why none is due is one of its own.
func TestSignInOrder(t *testing.T) {
	w, h := setUp(t)
	w.SetFlag(t, mailed)
	for i, c := range []struct {
		name    string
		channel string // empty for a session
		change  func(*account.User)
	}{
		{"never enrolled", "", func(u *account.User) { u.EmailOTP.RequiredAfter = time.Time{} }},
		{"enrolled from tomorrow on", "", func(u *account.User) { u.EmailOTP.RequiredAfter = w.Now().Add(24 * time.Hour) }},
		{"the first sign-in", "", func(u *account.User) { u.LastLogin = time.Time{} }},
		{"due", "email", func(*account.User) {}},
		{"a second factor by text goes before", "sms", func(u *account.User) {
			u.Factors, u.PhoneNumber, u.PhoneConfirmed = account.Held(account.FactorSMS), "+447700900123", true
		}},
		{"a second factor by mail", "email", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) }},
	} {
		name := fmt.Sprintf("user%d", i)
		w.User(t, name, func(u *account.User) { due(w)(u); c.change(u) })
		a := world.Post(t, h, credentials(name, world.Password))
		want := map[bool]int{true: 200, false: 202}[c.channel == ""]
		if a.Status != want || want == 202 && string(world.Into[wire.Challenged](t, a).Challenge.Channel) != c.channel {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
}

// Where accounts go without confirmation, no code goes to an address that may be another's.
func TestNoCodeToAnUnconfirmedAddress(t *testing.T) {
	w := world.New(t)
	w.SetFlag(t, mailed)
	h := api.Handle(api.Anyone, w.Now, handler{
		users: w.Store, limits: w.Store, codes: w.Store, sessions: w.Store, devices: w.Store, keeper: w.Keeper(), watch: w.Watch(), lifetimes: world.Lifetimes, hasher: w.Hasher, flags: w.Flags, issuer: w.Issuer, random: w.Issuer.Random, now: w.Now,
	}.serve)
	w.User(t, "mary", func(u *account.User) { due(w)(u); u.EmailConfirmed = false })
	if a := world.Post(t, h, credentials("mary", world.Password)); a.Status != 200 || w.Outbox.Delivered() != 0 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// The gates: off, everyone, those who are listed, a share.
func TestGates(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", due(w)), w.User(t, "anne", due(w))
	for _, c := range []struct {
		name       string
		flag       flag.Flag
		mary, anne int
	}{
		{"listed", flag.Flag{Users: []account.ID{mary.ID}}, 202, 200},
		{"the full share", flag.Flag{Percentage: 100}, 202, 202},
		{"no share", flag.Flag{Percentage: 0}, 200, 200},
		{"everyone", flag.Flag{Enabled: true}, 202, 202},
	} {
		c.flag.Name = flag.EmailBasedMFA
		w.SetFlag(t, c.flag)
		got := map[string]int{}
		for _, u := range []account.User{mary, anne} {
			got[u.Username] = world.Post(t, h, credentials(u.Username, world.Password)).Status
		}
		if !maps.Equal(got, map[string]int{"mary": c.mary, "anne": c.anne}) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// The user remembers the code by its hash, which nobody is shown, and when and where it went.
func TestWhatTheUserRemembers(t *testing.T) {
	w, h := setUp(t)
	w.SetFlag(t, mailed)
	u := w.User(t, "mary", due(w))
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Post(t, h, credentials("mary", world.Password)) })
	id := world.Into[wire.Challenged](t, a).Challenge.ID
	p, err := w.Store.Passcode(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	now, err := w.Store.User(t.Context(), u.ID)
	want := u
	want.EmailOTP = p.Sent(u.EmailOTP)
	if err != nil || now != want || len(now.EmailOTP.Hash) != 64 || now.EmailOTP.LastSentTo != u.Email || now.EmailOTP.LastSentAt.IsZero() {
		t.Errorf("%+v, %v", now.EmailOTP, err)
	}
	if strings.Contains(a.Body, p.OTP) || calls.Rounds() > 4 || calls.Operations()["TransactWriteItems"] != 1 {
		t.Errorf("%s, %d round trips: %v", a.Body, calls.Rounds(), calls.Operations())
	}
}

// of a code that did not go out the user remembers nothing, and of the ones before
// when and where they went.
func TestUndeliveredIsForgotten(t *testing.T) {
	w, h := setUp(t)
	w.SetFlag(t, mailed)
	for name, before := range map[string]account.EmailOTP{
		"mary": {},
		"anne": {LastSentAt: w.Now().Add(-time.Hour), LastSentTo: "anne@elsewhere.example"},
	} {
		u := w.User(t, name, func(u *account.User) { u.EmailOTP = before; due(w)(u) })
		w.Outbox.Refuse(true)
		a := world.Post(t, h, credentials(name, world.Password))
		if now, err := w.Store.User(t.Context(), u.ID); a.Status != 503 || err != nil || now != u {
			t.Errorf("%s: %d, %+v, %v", name, a.Status, now.EmailOTP, err)
		}
	}
}

// down is a store of flags that does not answer.
type down struct{}

func (down) Flag(context.Context, flag.Name) (flag.Flag, error) {
	return flag.Flag{}, errors.New("the flags cannot be read")
}

// a user who is enrolled still needs a code while flags cannot be read, and nobody
// else is troubled.
func TestUnreadableFlags(t *testing.T) {
	w, h := setUp(t)
	w.Flags.Store = down{}
	w.Flags.Clear()
	w.User(t, "mary", due(w))
	w.User(t, "anne", nil)
	for name, status := range map[string]int{"mary": 202, "anne": 200} {
		if a := world.Post(t, h, credentials(name, world.Password)); a.Status != status {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

// nothing in a request turns a flag off.
func TestNoClientTurnsAFlag(t *testing.T) {
	w, h := setUp(t)
	w.SetFlag(t, mailed)
	w.User(t, "mary", due(w))
	a := world.Do(t, h, world.Call{
		Body: credentials("mary", world.Password), Query: "email_based_mfa=false",
		Headers: map[string]string{"email_based_mfa": "false", "x-feature-flags": "email_based_mfa=off"},
	})
	if a.Status != 202 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// The first request of a process reads the flag beside what it reads anyway.
func TestColdBudget(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	rounds := func() []string {
		var all []string
		for range 2 {
			calls := w.Edge.During(func() { world.Post(t, h, credentials("mary", world.Password)) })
			all = append(all, fmt.Sprint(calls.Rounds(), calls.Operations()["GetItem"]))
		}
		return all
	}
	w.Flags.Clear()
	if got := rounds(); !slices.Equal(got, []string{"3 3", "3 2"}) {
		t.Errorf("round trips and reads, cold and warm: %v", got)
	}
}
