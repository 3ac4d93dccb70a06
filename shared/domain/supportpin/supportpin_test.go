package supportpin_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/supportpin"
)

var (
	noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	mary = account.User{ID: 7, SessionEpoch: 3}
)

func key(t testing.TB, secret string) supportpin.Key {
	t.Helper()
	k, err := supportpin.NewKey(t.Context(), world.Secret(secret))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func made(t *testing.T, k supportpin.Key) (supportpin.PIN, supportpin.Digits) {
	t.Helper()
	p, d, err := supportpin.Maker{Key: k, Lifetime: time.Hour, Random: rand.Reader}.Make(t.Context(), mary, noon)
	if err != nil {
		t.Fatal(err)
	}
	return p, d
}

// What cannot be a PIN is told from what is missing.
func TestForm(t *testing.T) {
	for pin, want := range map[supportpin.Digits]string{"": "required", "12345": "malformed_pin", "123456\n": "malformed_pin", "012345": ""} {
		got := ""
		for _, f := range pin.Check() {
			got = f.Code
		}
		if got != want {
			t.Errorf("%q: %q, want %q", string(pin), got, want)
		}
	}
}

// what is stored opens under its key, for its user, and in no other way.
func TestSealed(t *testing.T) {
	k := key(t, "secret")
	p, d := made(t, k)
	for name, change := range map[string]func(*supportpin.PIN){
		"another user's":  func(p *supportpin.PIN) { p.UserID = 8 },
		"another version": func(p *supportpin.PIN) { p.Encrypted = "00000000" + p.Encrypted[8:] },
		"no version":      func(p *supportpin.PIN) { p.Encrypted = p.Encrypted[9:] },
		"cut":             func(p *supportpin.PIN) { p.Encrypted = p.Encrypted[:len(p.Encrypted)-4] },
		"no base64":       func(p *supportpin.PIN) { p.Encrypted = p.Encrypted[:9] + "***" },
		"plain":           func(p *supportpin.PIN) { p.Encrypted = p.Encrypted[:9] + string(d) },
		"empty":           func(p *supportpin.PIN) { p.Encrypted = "" },
	} {
		moved := p
		change(&moved)
		if got, err := k.Decrypt(t.Context(), moved); err == nil {
			t.Errorf("%s: opens as %q", name, string(got))
		}
		if ok, err := k.Matches(t.Context(), moved, d); ok || err == nil {
			t.Errorf("%s: matches", name)
		}
	}
	if _, err := key(t, "another").Decrypt(t.Context(), p); err == nil {
		t.Error("opens under another key")
	}
	if got, err := k.Decrypt(t.Context(), p); err != nil || got != d || strings.Contains(p.Encrypted, string(d)) {
		t.Errorf("%q, %v", string(got), err)
	}
	if again, err := k.Encrypt(t.Context(), mary.ID, d); err != nil || again == p.Encrypted {
		t.Errorf("the same PIN is encrypted alike twice, %v", err)
	}
}

func TestMatches(t *testing.T) {
	k := key(t, "secret")
	p, d := made(t, k)
	for given, want := range map[supportpin.Digits]bool{d: true, d[:5]: false, d + "0": false, "": false} {
		if got, err := k.Matches(t.Context(), p, given); got != want || err != nil {
			t.Errorf("%v, %v", got, err)
		}
	}
}

func TestGood(t *testing.T) {
	p, _ := made(t, key(t, "secret"))
	if !p.CreatedAt.Equal(noon) || !p.ExpiresAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("%+v", p)
	}
	for _, c := range []struct {
		name string
		user account.User
		at   time.Time
		want bool
	}{
		{"at once", mary, noon, true},
		{"a second before its end", mary, noon.Add(time.Hour - time.Second), true},
		{"at its end", mary, noon.Add(time.Hour), false},
		{"of another", account.User{ID: 8, SessionEpoch: 3}, noon, false},
		{"after all sessions were ended", account.User{ID: 7, SessionEpoch: 4}, noon, false},
	} {
		if p.Valid(c.user, c.at) != c.want {
			t.Errorf("%s: good=%v", c.name, !c.want)
		}
		if !c.want && !errors.Is(p.Refusal(c.user, c.at), supportpin.ErrNotFound) {
			t.Errorf("%s: %v", c.name, p.Refusal(c.user, c.at))
		}
	}
	var f *fault.Fault
	if err := p.Refusal(mary, noon.Add(time.Minute)); !errors.Is(err, supportpin.ErrTooManyTries) || !errors.As(err, &f) || f.RetryAfter != 59*time.Minute {
		t.Errorf("%v", err)
	}
}

// no PIN gets into a log.
func TestLogsHideIt(t *testing.T) {
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("made", "pin", supportpin.Digits("471147"))
	if strings.Contains(log.String(), "471147") {
		t.Error(log.String())
	}
}
