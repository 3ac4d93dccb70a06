package main

import (
	"testing"

	"latchkey/shared/domain/servicekey"
)

// A service key names no user, so another team's gateway denies it, without a read.
func TestServiceKeysAreDenied(t *testing.T) {
	w, h := setUp(t)
	got := ask(t, w, h, bearer(w.ServiceKey(t, servicekey.Scopes...).Reveal()))
	if !got.denied("INFO", "token_invalid") || len(got.calls) != 0 {
		t.Errorf("%+v", got)
	}
}
