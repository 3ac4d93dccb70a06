package world

import (
	"crypto/rand"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/token"
)

// Keys issues registration keys of a day, changed as the test needs them.
func (w *World) Keys(t testing.TB, count int, change func(*registrationkey.Batch)) []token.Token {
	t.Helper()
	batch := registrationkey.Batch{Count: count, ExpiresAt: w.Now().Add(24 * time.Hour)}
	if change != nil {
		change(&batch)
	}
	keys, tokens, err := batch.Draw(rand.Reader, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.IssueKeys(t.Context(), keys); err != nil {
		t.Fatal(err)
	}
	return tokens
}

// UserBy makes a user by a key.
func (w *World) UserBy(t testing.TB, name string, k token.Token) account.User {
	t.Helper()
	u := w.User(t, name+"2", nil)
	u.Username, u.Email, u.RegistrationKey, u.ID = name, name+"@latchkey.example", k.ID(), u.ID+1
	key := w.Key(t, k)
	if err := w.Store.CreateUser(t.Context(), &key, u, nil, false); err != nil {
		t.Fatal(err)
	}
	return u
}

// Key reads what is stored of a key.
func (w *World) Key(t testing.TB, k token.Token) registrationkey.Key {
	t.Helper()
	stored, err := w.Store.RegistrationKey(t.Context(), k.ID())
	if err != nil {
		t.Fatal(err)
	}
	return stored
}
