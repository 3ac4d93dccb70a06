package keyed_test

import (
	"context"
	"errors"
	"testing"

	"latchkey/shared/keyed"
)

// vault is a secret that changes, and counts how often it is asked for.
type vault struct {
	values []string
	err    error
	asked  int
}

func (v *vault) source(context.Context) ([]string, error) {
	v.asked++
	return v.values, v.err
}

func ring(t *testing.T, v *vault) *keyed.Ring {
	t.Helper()
	r, err := keyed.NewRing(t.Context(), v.source, "codes")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A ring without a key is none.
func TestNoRing(t *testing.T) {
	for name, v := range map[string]*vault{"no value": {}, "no answer": {err: errors.New("busy")}} {
		if _, err := keyed.NewRing(t.Context(), v.source, "codes"); err == nil {
			t.Errorf("%s: there is a ring", name)
		}
	}
}

// under a rotation, what was made before is known until its version is dropped, by
// processes that started before it and after it.
func TestRotation(t *testing.T) {
	v := &vault{values: []string{"one"}}
	before := ring(t, v)
	first := before.Current()

	v.values = []string{"two", "one"}
	after := ring(t, v)
	second := after.Current()
	if first.Version() == second.Version() || first.Hex("x") == second.Hex("x") {
		t.Fatal("the new key is the old one")
	}
	asked := v.asked
	for name, r := range map[string]*keyed.Ring{"started before": before, "started after": after} {
		for _, want := range []keyed.Key{first, second} {
			if got, err := r.Version(t.Context(), want.Version()); err != nil || got.Hex("x") != want.Hex("x") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if r.Current().Version() != second.Version() {
			t.Errorf("%s: new things are made under the old key", name)
		}
	}
	if v.asked != asked+1 {
		t.Errorf("the secret was asked for %d times", v.asked-asked)
	}

	v.values = []string{"three", "two"}
	again := ring(t, v)
	if _, err := again.Version(t.Context(), first.Version()); !errors.Is(err, keyed.ErrRetired) {
		t.Errorf("two rotations later: %v", err)
	}
	if _, err := again.Version(t.Context(), ""); !errors.Is(err, keyed.ErrRetired) {
		t.Errorf("no version: %v", err)
	}
	v.err = errors.New("busy")
	if _, err := again.Version(t.Context(), first.Version()); !errors.Is(err, v.err) {
		t.Errorf("the secret cannot be read: %v", err)
	}
	if _, err := again.Version(t.Context(), second.Version()); err != nil {
		t.Errorf("a known version, while the secret cannot be read: %v", err)
	}
}
