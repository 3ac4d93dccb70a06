package api_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

// broken is a store that panics with what it was asked for.
type broken struct{}

func (broken) Session(_ context.Context, _ account.ID, hash string) (session.Session, account.User, error) {
	panic(hash)
}

func (broken) RecordUse(context.Context, session.Session, time.Time) error { return nil }

// a panic lets nobody in, and what it printed is not repeated.
func TestAuthorizerRecoversPanics(t *testing.T) {
	tok, err := token.New(token.Session, rand.Reader, 7)
	if err != nil {
		t.Fatal(err)
	}
	a := api.Authorizer{Sessions: session.Verifier{Store: broken{}}, Now: time.Now}
	caller, err := a.Caller(t.Context(), api.AuthorizerEvent{Headers: map[string]string{"private-token": tok.Reveal()}})
	if caller != (api.Caller{}) || !api.Unverified(err) || strings.Contains(err.Error(), tok.Hash()) {
		t.Errorf("%+v, %v", caller, err)
	}
}
