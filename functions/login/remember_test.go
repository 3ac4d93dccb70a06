package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/edge/wire"
)

func remembering(name, secret string) string {
	return fmt.Sprintf(`{"username":%q,"password":%q,"remember_device":true}`, name, secret)
}

// A device is made where the client asks for it, is stored as a hash, and works. One that is asked to be
// remembered again is renewed in its place.
func TestRemembering(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	sign := func(shown, body string) wire.Session {
		t.Helper()
		a := on(t, h, shown, "203.0.113.1", body)
		if a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return world.Into[wire.Session](t, a)
	}
	if got := sign("", credentials("mary", world.Password)); got.DeviceToken != "" || w.Count(t)["Devices"] != 0 {
		t.Errorf("nobody asked for %+v", got)
	}
	first := sign("", remembering("mary", world.Password)).DeviceToken
	if !strings.HasPrefix(first, "lkd_") || strings.Contains(fmt.Sprint(w.Scan(t, w.Tables.Devices)), first[4:]) {
		t.Errorf("the token is %q", first)
	}
	before, err := w.Store.Devices(t.Context(), mary.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.Pass(time.Hour)
	if got := sign(first, credentials("mary", world.Password)); got.DeviceToken != "" || w.Count(t)["Devices"] != 1 {
		t.Errorf("a sign-in on it makes no second: %+v", got)
	}
	second := sign(first, remembering("mary", world.Password)).DeviceToken
	after, err := w.Store.Devices(t.Context(), mary.ID)
	if err != nil || len(after) != 1 || after[0].ID != before[0].ID || !after[0].CreatedAt.Equal(before[0].CreatedAt) ||
		after[0].ExpiresAt.Sub(before[0].ExpiresAt) < time.Hour || after[0].TokenHash == before[0].TokenHash || second == first {
		t.Errorf("renewed is %+v from %+v, %v", after, before, err)
	}
	full(t, h, "mary", "203.0.113.2")
	for shown, status := range map[string]int{first: 401, second: 200} {
		if a := on(t, h, shown, "203.0.113.3", credentials("mary", world.Password)); a.Status != status {
			t.Errorf("%d %s, want %d", a.Status, a.Body, status)
		}
	}
}

// A user is known on twenty devices: the one that was not used for longest gives way, and so do all that
// have ended.
func TestTwentyDevices(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	var all []string
	for range device.Most {
		w.Pass(time.Minute)
		_, shown := w.Remember(t, mary)
		all = append(all, shown)
	}
	w.Pass(time.Minute)
	if a := on(t, h, all[0], "203.0.113.1", credentials("mary", world.Password)); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := on(t, h, "", "203.0.113.1", remembering("mary", world.Password)); a.Status != 200 || w.Count(t)["Devices"] != device.Most {
		t.Errorf("%d, and %d devices", a.Status, w.Count(t)["Devices"])
	}
	for i, known := range []bool{true, false, true} {
		found, err := device.Shown{Given: true, Text: all[i]}.Find(t.Context(), w.Store)
		if err != nil || found.Of(mary.ID, w.Now()).Known() != known {
			t.Errorf("device %d is known: %v, %v", i+1, !known, err)
		}
	}
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary, To: mary.SignOutEverywhere()}); err != nil {
		t.Fatal(err)
	}
	if a := on(t, h, "", "203.0.113.1", remembering("mary", world.Password)); a.Status != 200 || w.Count(t)["Devices"] != 1 {
		t.Errorf("%d, and %d devices", a.Status, w.Count(t)["Devices"])
	}
}

func TestBudgetOfRemembering(t *testing.T) {
	w, h := setUp(t)
	w.RememberMost(t, w.User(t, "mary", nil))
	w.HoldRemembering(t, func() world.Answer { return on(t, h, "", "203.0.113.1", remembering("mary", world.Password)) })
}

// A sign-in on another device is told to users who have a known one, once an hour, and not where a code was
// mailed for it.
func TestNewDevices(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	anne := w.User(t, "anne", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	d, shown := w.Remember(t, mary)
	w.Remember(t, anne)
	w.User(t, "rose", nil)
	told := func(to string) int { return len(w.Outbox.Messages(to + "@latchkey.example")) }
	for _, c := range []struct {
		name, user, shown, secret string
		told                      int // until then
	}{
		{"a user without a device", "rose", "", world.Password, 0},
		{"the known device", "mary", shown, world.Password, 0},
		{"a wrong password", "mary", "", wrong, 0},
		{"another device", "mary", "", world.Password, 1},
		{"within the hour", "mary", "", world.Password, 1},
		{"a mailed code", "anne", "", world.Password, 1},
	} {
		on(t, h, c.shown, "203.0.113.1", credentials(c.user, c.secret))
		if n := told(c.user); n != c.told {
			t.Errorf("%s: %d mails", c.name, n)
		}
	}
	if m := w.Outbox.Messages("mary@latchkey.example")[0]; !strings.Contains(m.Text, "203.0.113.1") || !strings.Contains(m.Text, "New sign-in") {
		t.Errorf("%s", m.Text)
	}
	w.Pass(time.Hour)
	on(t, h, "", "203.0.113.1", remembering("mary", world.Password))
	if n := told("mary"); n != 2 {
		t.Errorf("an hour later: %d mails", n)
	}
	stored, err := w.Store.Devices(t.Context(), mary.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.DropDevices(t.Context(), stored); err != nil || len(stored) != 2 || d.UserID != mary.ID {
		t.Fatal(stored, err)
	}
	w.Pass(time.Hour)
	on(t, h, "", "203.0.113.1", credentials("mary", world.Password))
	if n := told("mary"); n != 2 {
		t.Errorf("after the last device is gone: %d mails", n)
	}
}
