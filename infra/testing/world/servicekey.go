package world

import (
	"crypto/rand"
	"testing"
	"time"

	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/token"
)

// ServiceKey issues a key that is valid for a day, and gives it.
func (w *World) ServiceKey(t testing.TB, scopes ...servicekey.Scope) token.Token {
	t.Helper()
	order := servicekey.Order{Name: "a program", Scopes: scopes, ExpiresAt: w.Now().Add(24 * time.Hour)}
	k, tok, err := order.Draw(rand.Reader, 7, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.IssueServiceKey(audit.With(t.Context(), audit.Trail{Actor: 7, At: w.Now()}), k); err != nil {
		t.Fatal(err)
	}
	return tok
}
