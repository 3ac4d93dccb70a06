package main

import (
	"slices"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

// The address or number that a factor uses is changed by two codes in turn: of the strongest factor, and of
// the new address. Neither alone does it, nor the second without the first.
func TestAContactThatAFactorUses(t *testing.T) {
	w, h := setUp(t)
	for name, c := range map[string]struct{ body, to, second string }{
		"mary": {`{"email":"new@latchkey.example"}`, "new@latchkey.example", "change_email"},
		"rose": {`{"phone_number":"+447700900199"}`, "+447700900199", "change_phone"},
	} {
		e := armed(t, w, name, account.RoleUser)
		first := challenged(t, patch(t, w, h, e.User, e.User, c.body))
		if first.Purpose != "change_contact" || first.Method != account.TOTP {
			t.Fatalf("%+v", first)
		}
		if a := with(t, w, h, e.User, c.body, first.ID, e.WrongCode(t, w.Now())); a.Status != 401 || len(w.Outbox.Messages(c.to)) != 0 {
			t.Errorf("a wrong code: %d %s", a.Status, a.Body)
		}
		code := e.Code(t, w.Now())
		var a world.Answer
		calls := w.Edge.During(func() { a = with(t, w, h, e.User, c.body, first.ID, code) })
		second := challenged(t, a)
		if second.Purpose != c.second || read(t, w, e.User).Email != e.Email || calls.Rounds() > 8 { // with the session of the test
			t.Errorf("%+v, %d rounds: %v", second, calls.Rounds(), calls.Operations())
		}
		if a := with(t, w, h, e.User, c.body, first.ID, code); a.Status != 410 || a.Code(t) != "code_used" {
			t.Errorf("the first code again: %d %s", a.Status, a.Body)
		}
		if a := with(t, w, h, e.User, c.body, second.ID, e.Code(t, w.Now().Add(30*time.Second))); a.Status != 401 {
			t.Errorf("the factor for the new address: %d %s", a.Status, a.Body)
		}
		if a := with(t, w, h, e.User, c.body, second.ID, e.Recovery[0]); a.Status != 401 {
			t.Errorf("a recovery code for the new address: %d %s", a.Status, a.Body)
		}
		if a := with(t, w, h, e.User, c.body, second.ID, w.Code(t, c.to)); a.Status != 200 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if now := read(t, w, e.User); now.Email == e.Email && now.PhoneNumber == e.PhoneNumber || !slices.Equal(now.Factors.Types(), e.Factors.Types()) {
			t.Errorf("%+v", now)
		}
	}
}

// A factor of the last 72 hours proves nothing about older ones, and its right code costs no failure.
func TestAFactorThatIsTooNew(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) {
		u.PhoneNumber, u.PhoneConfirmed, u.Factors = w.Number(), true, account.Held(account.FactorSMS)
	})
	e := w.Authenticator(t, u, w.Now())
	got := challenged(t, patch(t, w, h, e.User, e.User, `{"phone_number":null}`))
	if !slices.Equal(got.Methods, account.FactorTypes{account.FactorSMS}) {
		t.Errorf("asked by %v", got.Methods)
	}
	// Recovery codes that came with it are as new.
	if a := with(t, w, h, e.User, `{"phone_number":null}`, got.ID, e.Recovery[0]); a.Status != 403 || a.Code(t) != factor.ErrTooNew.Code {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if set, err := w.Store.Factors(t.Context(), e.ID); err != nil || len(set.Recovery.Hashes) != 10 {
		t.Errorf("%+v, %v", set.Recovery, err)
	}
	if a := with(t, w, h, e.User, `{"phone_number":null}`, got.ID, w.Code(t, u.PhoneNumber)); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
