package keyed_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/shared/domain/keyed"
)

// rotated is a secret that changes, and counts how often it is read.
type rotated struct {
	values []string
	err    error
	read   int
	now    time.Time
}

func (v *rotated) pass(d time.Duration) { v.now = v.now.Add(d) }

func ring(t *testing.T, v *rotated) (*keyed.Ring, error) {
	t.Helper()
	return keyed.NewRing(t.Context(), keyed.Secret{
		Now: func() time.Time { return v.now },
		Values: func(context.Context) ([]string, error) {
			v.read++
			return v.values, v.err
		},
	}, "codes")
}

func good(t *testing.T, v *rotated) *keyed.Ring {
	t.Helper()
	r, err := ring(t, v)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A ring without a key is none.
func TestNoRing(t *testing.T) {
	for name, v := range map[string]*rotated{"no value": {}, "no answer": {err: errors.New("busy")}} {
		if _, err := ring(t, v); err == nil {
			t.Errorf("%s: there is a ring", name)
		}
	}
}

// under a rotation, what was made before is known until its version is dropped, by
// processes that started before it and after it.
func TestRotation(t *testing.T) {
	v := &rotated{values: []string{"one"}}
	before := good(t, v)
	first := before.Current(t.Context())

	v.values = []string{"two", "one"}
	v.pass(time.Minute)
	after := good(t, v)
	second := after.Current(t.Context())
	if first.Version() == second.Version() || first.Hex("x") == second.Hex("x") {
		t.Fatal("the new key is the old one")
	}
	read := v.read
	for name, r := range map[string]*keyed.Ring{"started before": before, "started after": after} {
		for _, want := range []keyed.Key{first, second} {
			if got, err := r.Version(t.Context(), want.Version()); err != nil || got.Hex("x") != want.Hex("x") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if r.Current(t.Context()).Version() != second.Version() {
			t.Errorf("%s: new things are made under the old key", name)
		}
	}
	if v.read != read+1 {
		t.Errorf("the secret was read %d times", v.read-read)
	}
}

// a process that only makes things, and is asked for no version that it does not know,
// has the new key after five minutes, and a retired one is good for no longer.
func TestRotationIsNoticed(t *testing.T) {
	v := &rotated{values: []string{"one"}}
	r := good(t, v)
	first := r.Current(t.Context())
	v.values = []string{"three", "two"}
	v.pass(5*time.Minute - time.Second)
	if r.Current(t.Context()).Version() != first.Version() || v.read != 1 {
		t.Errorf("the secret was read %d times", v.read)
	}
	v.pass(time.Second)
	if r.Current(t.Context()).Version() == first.Version() || v.read != 2 {
		t.Errorf("the old key is in use; the secret was read %d times", v.read)
	}
	if _, err := r.Version(t.Context(), first.Version()); !errors.Is(err, keyed.ErrRetired) {
		t.Errorf("two rotations later: %v", err)
	}
}

// Versions that are not there do not make a process read without end.
func TestUnknownVersions(t *testing.T) {
	v := &rotated{values: []string{"one"}}
	r := good(t, v)
	v.pass(time.Minute)
	for range 50 {
		for _, version := range []string{"", "00000000"} {
			if _, err := r.Version(t.Context(), version); !errors.Is(err, keyed.ErrRetired) {
				t.Fatal(err)
			}
		}
	}
	if v.read != 3 {
		t.Errorf("the secret was read %d times", v.read)
	}
}

// while the secret cannot be read, the keys of before are used, and what was made under
// one that is not known is no refusal.
func TestUnreadable(t *testing.T) {
	v := &rotated{values: []string{"one"}}
	r := good(t, v)
	first := r.Current(t.Context())
	v.err = errors.New("busy")
	v.pass(10 * time.Minute)
	for range 50 {
		if got := r.Current(t.Context()); got.Version() != first.Version() {
			t.Fatal("another key")
		}
		if _, err := r.Version(t.Context(), first.Version()); err != nil {
			t.Fatal(err)
		}
	}
	if v.read != 2 {
		t.Errorf("the secret was asked for %d times", v.read)
	}
	if _, err := r.Version(t.Context(), "00000000"); !errors.Is(err, v.err) {
		t.Errorf("%v", err)
	}
}
