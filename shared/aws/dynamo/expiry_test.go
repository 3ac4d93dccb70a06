package dynamo_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
)

// probes are looked at on both sides of an end: not the instant alone, or "is another instant"
// would pass for "is later".
var probes = []struct {
	after time.Duration
	good  bool
}{{-time.Second, true}, {0, false}, {time.Second, false}, {24 * time.Hour, false}, {400 * 24 * time.Hour, false}}

// each write that uses something up compares its time, whatever is still stored.
func TestNothingIsUsedAfterItsEnd(t *testing.T) {
	db, attacks := testdb.New(t), proof.Count(t, proof.Attacks)
	ends := now.Add(time.Hour)
	for name, use := range map[string]func(t *testing.T, u account.User, at time.Time) error{
		"a try at a code": func(t *testing.T, u account.User, at time.Time) error {
			_, err := db.Store.Try(t.Context(), issued(t, db, u, ends).ID, []passcode.Purpose{passcode.SignIn}, at)
			return err
		},
		"a code": func(t *testing.T, u account.User, at time.Time) error {
			return db.Store.Spend(t.Context(), issued(t, db, u, ends), at)
		},
		"a code that changes its user": func(t *testing.T, u account.User, at time.Time) error {
			p, to := issued(t, db, u, ends), u
			to.UpdatedAt = at
			return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: to, Spend: &p})
		},
		"a registration key": func(t *testing.T, u account.User, at time.Time) error {
			k := key(t, ends)
			if err := db.Store.IssueKeys(t.Context(), keysOf(k)); err != nil {
				t.Fatal(err)
			}
			other := user(t, u.Username+"-2")
			other.CreatedAt, other.RegistrationKey = at, k.ID
			return db.Store.CreateUser(t.Context(), &k, other, nil, false)
		},
		"a try at a PIN": func(t *testing.T, u account.User, at time.Time) error {
			savePIN(t, db, u, ends)
			_, err := db.Store.TryPIN(t.Context(), u, at)
			return err
		},
		"reading a PIN": func(t *testing.T, u account.User, at time.Time) error {
			savePIN(t, db, u, ends)
			_, err := db.Store.PIN(t.Context(), u, at)
			return err
		},
		"revoking a PIN": func(t *testing.T, u account.User, at time.Time) error {
			savePIN(t, db, u, ends)
			return db.Store.RevokePIN(t.Context(), u, at)
		},
		"a reset grant": func(t *testing.T, u account.User, at time.Time) error {
			next := u.SignOutEverywhere()
			return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: next, While: dynamo.WhileGranted(u.ResetGrant, at)})
		},
	} {
		for i, probe := range probes {
			u := user(t, fmt.Sprintf("u%d", len(db.Scan(t, db.Tables.Users))))
			u.ResetGrant = account.ResetGrant{ID: "0123456789abcdef", Hash: "h", Expires: ends, By: 7}
			if err := db.Store.Register(t.Context(), u, nil); err != nil {
				t.Fatal(err)
			}
			attacks.Add(1)
			err := use(t, u, ends.Add(probe.after))
			var refused *fault.Fault
			if (err == nil) != probe.good || err != nil && !errors.As(err, &refused) {
				t.Errorf("%s, probe %d, %s after its end: %v", name, i, probe.after, err)
			}
		}
	}
}

// what is decided on what was read compares its time, too.
func TestNothingIsGoodAfterItsEnd(t *testing.T) {
	ends, attacks := now.Add(time.Hour), proof.Count(t, proof.Attacks)
	u := user(t, "mary")
	tok, err := token.New(token.Session, rand.Reader, int64(u.ID))
	if err != nil {
		t.Fatal(err)
	}
	lifetimes := session.Lifetimes{User: 24 * time.Hour, Staff: 8 * time.Hour}
	began := lifetimes.Begin(tok, u, "203.0.113.7", "curl", now)
	began.ExpiresAt = ends
	for name, good := range map[string]func(at time.Time) bool{
		"a code":        passcode.Passcode{Active: true, Expiration: ends}.Valid,
		"a reset grant": account.ResetGrant{ID: "i", Hash: "h", Expires: ends}.Valid,
		"a PIN":         func(at time.Time) bool { return supportpin.PIN{UserID: u.ID, ExpiresAt: ends}.Valid(u, at) },
		"a session":     func(at time.Time) bool { return lifetimes.Verify(began, u, at) == nil },
		"a registration key": func(at time.Time) bool {
			return registrationkey.Key{Hash: tok.Hash(), Active: true, ExpiresAt: ends}.ValidFor(tok, u.Email, at)
		},
	} {
		for _, probe := range probes {
			if attacks.Add(1); good(ends.Add(probe.after)) != probe.good {
				t.Errorf("%s, %s after its end: %v", name, probe.after, !probe.good)
			}
		}
	}
}

// issued is a code that a user was sent.
func issued(t *testing.T, db *testdb.Database, u account.User, ends time.Time) passcode.Passcode {
	t.Helper()
	p := code(u)
	p.Expiration = ends
	if err := db.Store.Issue(t.Context(), p, ""); err != nil {
		t.Fatal(err)
	}
	return p
}

func savePIN(t *testing.T, db *testdb.Database, u account.User, ends time.Time) {
	t.Helper()
	if err := db.Store.SavePIN(t.Context(), supportpin.PIN{UserID: u.ID, Encrypted: "sealed", CreatedAt: now, ExpiresAt: ends}); err != nil {
		t.Fatal(err)
	}
}

// window by limit. What was used up in a window, or in an hour within one, is refused until the last
// second of it and counts for nothing from its end on, though it is still stored.
func TestNoCountOutlivesItsWindow(t *testing.T) {
	db, attacks := testdb.New(t), proof.Count(t, proof.Attacks)
	for _, l := range throttle.All {
		if l.Window == 0 {
			continue // of a device, which ends the count and itself
		}
		if l.Max == 0 || l.Max > 40 {
			l.Max = 2 // set by the deployment, or by network
		}
		begins := now.Truncate(l.Window)
		for _, which := range []time.Duration{1, 2} { // one after the other, or two that are one would pass
			usesUp(t, db, attacks, l.Name, begins.Add(which*l.Window), l.Max, func(at time.Time) throttle.Charge {
				return l.Charge(throttle.Subject(which.String()), at)
			})
		}
		if l.PartMax > 0 && l.Window > time.Hour {
			usesUp(t, db, attacks, l.Name+", an hour", begins.Add(2*time.Hour), l.PartMax, func(at time.Time) throttle.Charge { return l.Charge("part", at).Hourly() })
		}
	}
}

// usesUp charges all that there is until an end, and looks around that.
func usesUp(t *testing.T, db *testdb.Database, attacks *proof.Counter, what string, ends time.Time, most int, charge func(at time.Time) throttle.Charge) {
	t.Helper()
	for range most {
		if err := db.Store.Take(t.Context(), charge(ends.Add(-time.Minute))); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	for after, want := range map[time.Duration]error{-time.Second: throttle.ErrLimited, 0: nil} {
		attacks.Add(1)
		if err := db.Store.Take(t.Context(), charge(ends.Add(after))); !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%s, %s after its end: %v", what, after, err)
		}
	}
}
