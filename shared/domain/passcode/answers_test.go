package passcode_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/proof"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
)

// answers are the ways to answer a challenge that there are.
var answers = account.FactorTypes{account.Passkey, account.TOTP, account.FactorSMS, account.FactorEmail, factor.Recovery}

// row is a purpose: the methods with which its route asks, and what answers it. A recovery code and the
// proof of a passkey answer whichever method is open, and a code only while its own is.
type row struct{ asked, takes account.FactorTypes }

var (
	every = answers[:4]
	// onFactors are proven by what the user holds, or by a recovery code.
	onFactors = row{every, answers}
	// deletions are not what recovery codes are for.
	deletions = row{every, every}
	mailed    = row{account.FactorTypes{account.FactorEmail}, account.FactorTypes{account.FactorEmail}}
	texted    = row{account.FactorTypes{account.FactorSMS}, account.FactorTypes{account.FactorSMS}}
)

var rows = map[passcode.Purpose]row{
	// The assertion of a passkey signs in by itself, and leaves no proof.
	passcode.SignIn:             {every, answers[1:]},
	passcode.ConfirmEmail:       mailed,
	passcode.ChangeEmail:        mailed,
	passcode.ChangePhone:        texted,
	passcode.EnableTwoFactor:    texted,
	passcode.DeleteUser:         deletions,
	passcode.DeleteUsers:        deletions,
	passcode.ChangeTwoFactor:    onFactors,
	passcode.RemoveTwoFactor:    onFactors,
	passcode.AddFactor:          onFactors,
	passcode.RemoveFactor:       onFactors,
	passcode.RenewRecoveryCodes: onFactors,
	passcode.ChangeContact:      onFactors,
}

// armed is a user who has everything, for a purpose: only who is not confirmed confirms.
func armed(t *testing.T, w *world.World, name string, purpose passcode.Purpose) world.Enrolled {
	t.Helper()
	u := w.User(t, name, func(u *account.User) {
		u.PhoneNumber, u.PhoneConfirmed, u.EmailConfirmed = w.Number(), true, purpose != passcode.ConfirmEmail
		u.Factors = account.Held(account.FactorSMS, account.FactorEmail)
	})
	long := w.Now().Add(-1000 * time.Hour)
	return w.Authenticator(t, w.Passkey(t, u, long).User, long)
}

// asked opens each method that sends a code, so that there is one, and then the one that is to be open.
func asked(t *testing.T, w *world.World, e world.Enrolled, purpose passcode.Purpose, methods account.FactorTypes, open account.FactorType) passcode.Passcode {
	t.Helper()
	q := passcode.Request{User: e.User, Purpose: purpose, Change: "x"}
	if len(methods) == 1 {
		q.Channel = open.Channel()
	} else {
		q = q.By(methods, account.FactorEmail)
	}
	p, err := w.Issuer.Issue(t.Context(), q, w.Now())
	for _, next := range []account.FactorType{account.FactorSMS, open} {
		if err != nil {
			t.Fatal(err)
		}
		if w.Pass(time.Minute); p.Offers(next) {
			p, err = w.Issuer.Reissue(t.Context(), p, next, e.User, w.Now())
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// prove has a passkey answer a challenge, as its assertion does, and gives the proof.
func prove(t *testing.T, w *world.World, e world.Enrolled, p passcode.Passcode) string {
	t.Helper()
	p.Use = factor.Use{Type: account.Passkey, ID: e.Factor.ID, Since: e.CreatedAt}
	p, proof := w.Issuer.Key.Proven(t.Context(), p, w.Now())
	if err := w.Store.Prove(t.Context(), p, w.Now()); err != nil {
		t.Fatal(err)
	}
	return string(proof)
}

func given(t *testing.T, w *world.World, e world.Enrolled, p passcode.Passcode, by account.FactorType) string {
	t.Helper()
	switch by {
	case account.Passkey:
		return prove(t, w, e, p)
	case account.TOTP:
		return e.Code(t, w.Now())
	case account.FactorSMS:
		return w.Code(t, e.PhoneNumber)
	case account.FactorEmail:
		return w.Code(t, e.Email)
	case factor.Recovery:
		return e.Recovery[0]
	}
	t.Fatalf("%q has no row", by)
	return ""
}

// purposes by factors. For every purpose and every method that is open, each answer is taken or
// refused as the table says.
func TestWhatAnswersWhat(t *testing.T) {
	if n := reflect.TypeFor[account.Factors]().NumField(); n != len(every) {
		t.Fatalf("there are %d types of factor, and the table has %d", n, len(every))
	}
	w, attacks := world.New(t), proof.Count(t, proof.Attacks)
	for _, purpose := range passcode.Purposes {
		row, found := rows[purpose]
		if !found {
			t.Errorf("%s has no row", purpose)
			continue
		}
		for _, open := range row.asked {
			e := armed(t, w, strings.ReplaceAll(string(purpose+"-"+passcode.Purpose(open)), "_", "-"), purpose)
			w.Pass(24 * time.Hour) // the failures of the user before are of a day before
			for _, by := range slices.Backward(answers) {
				if by == factor.Recovery || by == open || by == account.Passkey || by.Channel() == "" || row.asked.Include(by) {
					attacks.Add(1)
					answer(t, w, e, purpose, row, open, by)
				}
			}
		}
	}
}

// answer gives one answer to a challenge of its own.
func answer(t *testing.T, w *world.World, e world.Enrolled, purpose passcode.Purpose, r row, open, by account.FactorType) {
	t.Helper()
	w.Pass(time.Hour) // so many messages are sent in one
	p := asked(t, w, e, purpose, r.asked, open)
	want := r.takes.Include(by) && (by == open || by == factor.Recovery || by == account.Passkey)
	got, _, err := w.Redeemer.Redeem(t.Context(), passcode.Answer{
		ChallengeID: p.ID, Code: passcode.Code(given(t, w, e, p, by)), Purpose: purpose, Change: "x",
	}, w.Now())
	switch {
	case want && (err != nil || got.Use.Type != by):
		t.Errorf("%s, open for %s, refuses %s: %v %+v", purpose, open, by, err, got.Use)
	case !want && !errors.Is(err, passcode.ErrInvalid):
		t.Errorf("%s, open for %s, and %s: %v", purpose, open, by, err)
	case want:
		if err := w.Redeemer.RefundFailure(t.Context(), got); err != nil {
			t.Error(err)
		}
	}
}

// A code of the form that a challenge does not ask for is refused by what it was meant for: a recovery code
// of another user, and a proof where no passkey has answered.
func TestForeignSecrets(t *testing.T) {
	w := world.New(t)
	mary, anne := armed(t, w, "mary", passcode.RemoveFactor), armed(t, w, "anne", passcode.RemoveFactor)
	p := asked(t, w, mary, passcode.RemoveFactor, every, account.TOTP)
	for name, code := range map[string]string{
		"another's recovery code":   anne.Recovery[0],
		"a proof that nobody gave":  string(passcode.DrawProof()),
		"another's authenticator":   anne.Code(t, w.Now()),
		"a recovery code, cut":      mary.Recovery[0][:18],
		"a proof of another's deed": prove(t, w, anne, asked(t, w, anne, passcode.RemoveFactor, every, account.TOTP)),
	} {
		_, _, err := w.Redeemer.Redeem(t.Context(), passcode.Answer{ChallengeID: p.ID, Code: passcode.Code(code), Purpose: passcode.RemoveFactor, Change: "x"}, w.Now())
		if !errors.Is(err, passcode.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
