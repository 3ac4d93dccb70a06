package passcode_test

import (
	"errors"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
)

// a code of one purpose is refused for every other; only the diagonal of purpose by
// purpose is let through.
func TestPurposeMatrix(t *testing.T) {
	w := world.New(t)
	for _, issued := range passcode.Purposes {
		u := w.User(t, strings.ReplaceAll(string(issued), "_", "-"), func(u *account.User) {
			u.EmailConfirmed = issued != passcode.ConfirmEmail
		})
		id, code := w.Issue(t, passcode.Request{User: u, Purpose: issued, Channel: account.Email, Change: "x"})
		try := func(asked passcode.Purpose) error {
			answer := passcode.Answer{ChallengeID: id, Code: passcode.Code(code), Purpose: asked, Change: "x"}
			_, _, err := w.Redeemer.Redeem(t.Context(), answer, w.Now())
			return err
		}
		for _, asked := range passcode.Purposes {
			if issued == asked {
				continue
			}
			if err := try(asked); !errors.Is(err, passcode.ErrClosed) {
				t.Errorf("%s for %s: %v", issued, asked, err)
			}
		}
		if err := try(issued); err != nil {
			t.Errorf("%s for itself: %v", issued, err)
		}
	}
}

// a code for one change is none for another, nor for none.
func TestChangesDoNotMix(t *testing.T) {
	w := world.New(t)
	u := w.User(t, "mary", nil)
	for _, c := range []struct {
		issued, asked string
		want          error
	}{
		{"email=a", "email=b", passcode.ErrClosed}, {"email=a", "", passcode.ErrClosed}, {"", "email=a", passcode.ErrClosed},
		{"email=a", "email=a", nil},
	} {
		id, code := w.Issue(t, passcode.Request{User: u, Purpose: passcode.ChangeEmail, Channel: account.Email, Change: c.issued})
		_, _, err := w.Redeemer.Redeem(t.Context(), passcode.Answer{
			ChallengeID: id, Code: passcode.Code(code), Purpose: passcode.ChangeEmail, Change: c.asked,
		}, w.Now())
		if !errors.Is(err, c.want) {
			t.Errorf("issued for %q, asked for %q: %v", c.issued, c.asked, err)
		}
	}
}

// a client that gives a right code again is told that it was used, and it costs nothing. A
// wrong one, one for something else, and one that was closed otherwise, learn nothing.
func TestACodeThatWasUsed(t *testing.T) {
	w := world.New(t)
	u := w.User(t, "mary", nil)
	order := passcode.Request{User: u, Purpose: passcode.DeleteUser, Channel: account.Email, Change: "7"}
	used, code := w.Issue(t, order)
	answer := passcode.Answer{ChallengeID: used, Code: passcode.Code(code), Purpose: order.Purpose, Change: "7"}
	p, _, err := w.Redeemer.Redeem(t.Context(), answer, w.Now())
	if err := errors.Join(err, w.Redeemer.RefundFailure(t.Context(), p), w.Store.Spend(t.Context(), p, w.Now())); err != nil {
		t.Fatal(err)
	}
	order.Supersedes, _ = w.Issue(t, order)
	superseded := passcode.Answer{ChallengeID: order.Supersedes, Code: passcode.Code(w.Code(t, u.Email)), Purpose: order.Purpose, Change: "7"}
	w.Issue(t, order)

	wrong, otherChange, otherPurpose := answer, answer, answer
	wrong.Code, otherChange.Change, otherPurpose.Purpose = passcode.Code(world.Wrong(code)), "8", passcode.SignIn
	for _, c := range []struct {
		name   string
		answer passcode.Answer
		want   error
	}{
		{"wrong", wrong, passcode.ErrClosed},
		{"for another change", otherChange, passcode.ErrClosed},
		{"for another purpose", otherPurpose, passcode.ErrClosed},
		{"superseded", superseded, passcode.ErrClosed},
		{"used", answer, passcode.ErrUsed},
	} {
		for range throttle.CodeFailures.Max + 1 {
			if _, _, err := w.Redeemer.Redeem(t.Context(), c.answer, w.Now()); !errors.Is(err, c.want) {
				t.Fatalf("%s: %v", c.name, err)
			}
		}
	}
	if err := w.Store.Room(t.Context(), throttle.CodeFailures.Charge(w.Issuer.Throttles.User(u.ID), w.Now())); err != nil {
		t.Errorf("the failures of the account: %v", err)
	}
}
