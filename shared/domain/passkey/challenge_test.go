package passkey_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"
	"time"

	"latchkey/shared/domain/keyed"
	"latchkey/shared/domain/passkey"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func challenges(t testing.TB, secrets ...string) passkey.Challenges {
	t.Helper()
	values := func(context.Context) ([]string, error) { return secrets, nil }
	c, err := passkey.NewChallenges(t.Context(), keyed.Secret{Values: values, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A challenge is valid for ten minutes, wherever it was drawn under a secret that still is, and nothing that
// was not drawn is one.
func TestChallenges(t *testing.T) {
	c := challenges(t, "a secret")
	id, expires, err := c.Draw(t.Context(), rand.Reader, noon)
	if err != nil || !passkey.Drawn(id) || len(id) > 64 || !expires.Equal(noon.Add(passkey.Lifetime)) {
		t.Fatalf("%s %s %v", id, expires, err)
	}
	for name, v := range map[string]struct {
		by passkey.Challenges
		at time.Time
		ok bool
	}{
		"at once":             {c, noon, true},
		"just in time":        {c, expires.Add(-time.Second), true},
		"when it expires":     {c, expires, false},
		"after a rotation":    {challenges(t, "the next", "a secret"), noon, true},
		"after two rotations": {challenges(t, "the one after", "the next"), noon, false},
	} {
		got, ok, err := v.by.Open(t.Context(), id, v.at)
		if err != nil || ok != v.ok || ok && !got.Equal(expires) {
			t.Errorf("%s: %s, %v, %v", name, got, ok, err)
		}
	}
	b, err := passkey.Encoding.DecodeString(id)
	if err != nil {
		t.Fatal(err)
	}
	for i := range b {
		changed := bytes.Clone(b)
		changed[i] ^= 1
		if _, ok, err := c.Open(t.Context(), passkey.Encoding.EncodeToString(changed), noon); ok || err != nil {
			t.Errorf("with another byte %d: %v, %v", i, ok, err)
		}
	}
	for _, other := range []string{"", "x", id + "A", id[1:], rand.Text(), passkey.SpentID(id)} {
		if _, ok, err := c.Open(t.Context(), other, noon); ok || err != nil || passkey.Drawn(other) {
			t.Errorf("%q: %v, %v", other, ok, err)
		}
	}
	if again, _, err := c.Draw(t.Context(), rand.Reader, noon); err != nil || again == id || passkey.SpentID(again) == passkey.SpentID(id) {
		t.Errorf("twice: %s, %v", again, err)
	}
}
