package passcode_test

import (
	"errors"
	"strings"
	"testing"

	"latchkey/shared/account"
	"latchkey/shared/lambdatest"
	"latchkey/shared/passcode"
)

// a code of one purpose is refused for every other; only the diagonal of purpose by
// purpose is let through.
func TestPurposeMatrix(t *testing.T) {
	w := lambdatest.New(t)
	for _, issued := range passcode.Purposes {
		u := w.User(t, strings.ReplaceAll(string(issued), "_", "-"), nil)
		for _, asked := range passcode.Purposes {
			id, code := w.Issue(t, passcode.Order{User: u, Purpose: issued, Channel: account.Email, Change: "x"})
			answer := passcode.Answer{ChallengeID: id, Code: passcode.Code(code), Purpose: asked, Change: "x"}
			_, _, err := w.Redeemer.Redeem(t.Context(), answer, w.Now())
			if issued == asked && err != nil {
				t.Errorf("%s for itself: %v", issued, err)
			}
			if issued != asked && !errors.Is(err, passcode.ErrClosed) {
				t.Errorf("%s for %s: %v", issued, asked, err)
			}
		}
	}
}

// a code for one change is none for another, nor for none.
func TestChangesDoNotMix(t *testing.T) {
	w := lambdatest.New(t)
	u := w.User(t, "mary", nil)
	for _, c := range []struct {
		issued, asked string
		want          error
	}{
		{"email=a", "email=b", passcode.ErrClosed}, {"email=a", "", passcode.ErrClosed}, {"", "email=a", passcode.ErrClosed},
		{"email=a", "email=a", nil},
	} {
		id, code := w.Issue(t, passcode.Order{User: u, Purpose: passcode.ChangeEmail, Channel: account.Email, Change: c.issued})
		_, _, err := w.Redeemer.Redeem(t.Context(), passcode.Answer{
			ChallengeID: id, Code: passcode.Code(code), Purpose: passcode.ChangeEmail, Change: c.asked,
		}, w.Now())
		if !errors.Is(err, c.want) {
			t.Errorf("issued for %q, asked for %q: %v", c.issued, c.asked, err)
		}
	}
}
