package dynamo_test

import (
	"errors"
	"testing"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/throttle"
)

func deviceOf(u account.User, hash string) device.Device {
	return device.Device{
		ID: "ID" + hash, UserID: u.ID, TokenHash: hash, Epoch: u.SessionEpoch, Role: u.Role,
		CreatedAt: now, LastUsedAt: now, ExpiresAt: now.Add(device.Lifetime), Address: "203.0.113.7", UserAgent: "a test",
	}
}

// A device is read as it was stored, with its user, who is known until it expires.
func TestDevice(t *testing.T) {
	db := testdb.New(t)
	u := stored(t, db, user(t, "mary"))
	d := deviceOf(u, "hash")
	if err := db.Store.SaveDevice(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	got, of, err := db.Store.Device(t.Context(), u.ID, "hash")
	if err != nil || got != d || of.ID != u.ID || !of.KnownUntil.Equal(d.ExpiresAt) {
		t.Errorf("%+v of %+v, %v", got, of, err)
	}
	for _, c := range []struct {
		user account.ID
		hash string
	}{{u.ID, "another"}, {u.ID + 1, "hash"}} {
		if got, of, err := db.Store.Device(t.Context(), c.user, c.hash); err != nil || got.Known() || of.ID != 0 {
			t.Errorf("%+v: %+v of %+v, %v", c, got, of, err)
		}
	}
	renewed := deviceOf(u, "renewed")
	if err := db.Store.SaveDevice(t.Context(), renewed, "hash"); err != nil {
		t.Fatal(err)
	}
	if all, err := db.Store.Devices(t.Context(), u.ID); err != nil || len(all) != 1 || all[0] != renewed {
		t.Errorf("%+v, %v", all, err)
	}
}

// No device is made of a user who has changed since they signed in: an intruder from before must not be
// known after.
func TestNoDeviceAfterAChange(t *testing.T) {
	db := testdb.New(t)
	for what, change := range map[string]func(*account.User){
		"an epoch": func(u *account.User) { *u = u.SignOutEverywhere() },
		"a role":   func(u *account.User) { u.Role = account.RoleSupport },
		"disabled": func(u *account.User) { u.Status = account.Disabled },
	} {
		u := stored(t, db, user(t, what[:2]+"mary"))
		to := u
		change(&to)
		if err := db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: to}); err != nil {
			t.Fatal(err)
		}
		err := db.Store.SaveDevice(t.Context(), deviceOf(u, what))
		if all, readErr := db.Store.Devices(t.Context(), u.ID); !errors.Is(err, account.ErrChanged) || readErr != nil || len(all) != 0 {
			t.Errorf("%s: %+v, %v %v", what, all, err, readErr)
		}
	}
}

// A failure whose write is repeated counts once, one of an expired or forgotten device does not count, and
// nothing makes a forgotten device anew.
func TestFailuresOfADevice(t *testing.T) {
	db := testdb.New(t)
	u := stored(t, db, user(t, "mary"))
	d := deviceOf(u, "hash")
	if err := db.Store.SaveDevice(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	charge := throttle.LoginDevice.Charge(d.Subject(), now)
	for range 12 {
		if err := db.Store.TakeFromDevice(t.Context(), d, charge); err != nil {
			t.Fatal(err)
		}
	}
	if got, _, err := db.Store.Device(t.Context(), u.ID, "hash"); err != nil || got.Failures != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := db.Store.TakeFromDevice(t.Context(), d, throttle.LoginDevice.Charge(d.Subject(), d.ExpiresAt)); !errors.Is(err, throttle.ErrLimited) {
		t.Errorf("an expired device: %v", err)
	}
	if err := db.Store.UseDevice(t.Context(), d.Used("203.0.113.8", "another test", now)); err != nil {
		t.Error(err)
	}
	if got, _, err := db.Store.Device(t.Context(), u.ID, "hash"); err != nil || got.Failures != 0 || got.Address != "203.0.113.8" || got.UserAgent != "another test" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := errors.Join(db.Store.ForgetDevice(t.Context(), d), db.Store.UseDevice(t.Context(), d)); err != nil {
		t.Error(err)
	}
	taken := db.Store.TakeFromDevice(t.Context(), d, throttle.LoginDevice.Charge(d.Subject(), now))
	if again := db.Store.ForgetDevice(t.Context(), d); !errors.Is(taken, throttle.ErrLimited) || !errors.Is(again, device.ErrNotFound) {
		t.Errorf("forgotten: %v, %v", taken, again)
	}
	if all, err := db.Store.Devices(t.Context(), u.ID); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}
