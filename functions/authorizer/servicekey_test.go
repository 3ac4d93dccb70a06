package main

import (
	"strconv"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/token"
)

func setUpKeys(t *testing.T) (*world.World, handler, token.Token) {
	t.Helper()
	w, h := setUp(t)
	h.authorizer.Keys = &servicekey.Verifier{Store: w.Store}
	return w, h, w.ServiceKey(t, servicekey.UsersRead, servicekey.MetadataWrite)
}

// The budget of a service key: one round trip and one read unit, and a write once an hour. No user is named.
func TestServiceKeys(t *testing.T) {
	w, h, key := setUpKeys(t)
	for i, c := range []struct {
		after  time.Duration
		writes float64
	}{{0, 1}, {0, 0}, {59 * time.Minute, 0}, {time.Minute, 1}} {
		w.Pass(c.after)
		got, calls := ask(t, w, h, bearer(key.Reveal()))
		if got["service_key"] != strconv.FormatInt(key.ID(), 10) || got["scopes"] != "users:read metadata:write" || len(got) != 2 {
			t.Errorf("request %d: %v", i, got)
		}
		if len(calls) != 1+int(c.writes) || calls.Reads() != 1 || calls.Writes() != c.writes {
			t.Errorf("request %d: %v, %.1f read and %.1f write units", i, calls.Operations(), calls.Reads(), calls.Writes())
		}
	}
}

//
func TestVoidServiceKeys(t *testing.T) {
	for name, c := range map[string]struct {
		end     func(*testing.T, *world.World, token.Token)
		refused string
	}{
		"revoked": {func(t *testing.T, w *world.World, key token.Token) {
			if err := w.Store.RevokeServiceKey(t.Context(), key.ID(), w.Now()); err != nil {
				t.Fatal(err)
			}
		}, "token_invalid"},
		"expired":    {func(_ *testing.T, w *world.World, _ token.Token) { w.Pass(24 * time.Hour) }, "token_invalid"},
		"unreadable": {func(_ *testing.T, w *world.World, _ token.Token) { w.Edge.Refuse(func(string) bool { return true }) }, "temporarily_unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			w, h, key := setUpKeys(t)
			c.end(t, w, key)
			if got, _ := ask(t, w, h, bearer(key.Reveal())); got["refused"] != c.refused || len(got) != 1 {
				t.Errorf("%v", got)
			}
		})
	}
	w, h, key := setUpKeys(t)
	for name, malformed := range map[string]string{
		"cut": key.Reveal()[1:], "a session": "lks_" + key.Reveal()[4:], "a key to register": "lkk_" + key.Reveal()[4:],
	} {
		if got, calls := ask(t, w, h, bearer(malformed)); got["refused"] != "token_invalid" || len(calls) != 0 {
			t.Errorf("%s: %v after %d calls", name, got, len(calls))
		}
	}
}
