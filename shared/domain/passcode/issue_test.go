package passcode_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// lost is a store whose connection ends after the code was stored.
type lost struct{ passcode.Store }

func (lost) Void(context.Context, passcode.Passcode, account.EmailOTP, time.Time) error {
	return errors.New("the connection is lost")
}

// a code that was refused is closed, and its message is all that failed. Where it stays open, the error
// says that, too.
func TestRefusedCodesAreClosed(t *testing.T) {
	w := world.New(t)
	u := w.User(t, "mary", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	request := passcode.Request{User: u, Purpose: passcode.SignIn, Channel: account.Email}
	w.Outbox.Refuse(true)
	_, err := w.Issuer.Issue(t.Context(), request, w.Now())
	if !errors.Is(err, passcode.ErrUndelivered) || strings.Contains(err.Error(), "close") {
		t.Errorf("%v", err)
	}
	w.NoneAlive(t)
	cut := w.Issuer
	cut.Store = lost{w.Store}
	_, err = cut.Issue(t.Context(), request, w.Now())
	if !errors.Is(err, passcode.ErrUndelivered) || !strings.Contains(err.Error(), "close the undelivered code: the connection is lost") || w.Alive(t) != 1 {
		t.Errorf("cut off: %v", err)
	}
}
