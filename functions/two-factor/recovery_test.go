package main

import (
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/wire"
)

// each recovery code signs in once, and is forgiven what paper and people do to it. Every use is recorded
// and told, and when few are left, the answer and the mail say so.
func TestRecoveryCodes(t *testing.T) {
	w, h := setUp(t)
	e := full(t, w, "mary")
	for n, code := range e.Recovery {
		switch n % 4 {
		case 1:
			code = strings.ToLower(code)
		case 2:
			code = " " + strings.ReplaceAll(code, "-", " ") + " "
		case 3:
			code = strings.NewReplacer("-", "", "0", "o", "1", "l").Replace(code)
		}
		p := opened(t, w, e.User, account.TOTP)
		mails := len(w.Outbox.Messages(e.Email))
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Post(t, h, world.Reply(p.ID, code)) })
		got := world.Into[wire.Session](t, a)
		if a.Status != 200 || got.RecoveryCodesLeft == nil || *got.RecoveryCodesLeft != 9-n || calls.Rounds() > 3 {
			t.Fatalf("%q: %d %s, %d rounds", code, a.Status, a.Body, calls.Rounds())
		}
		want := "A recovery code was used at Latchkey"
		if 9-n <= factor.FewLeft {
			want = "Few recovery codes are left at Latchkey"
		}
		if told := w.Outbox.Messages(e.Email); len(told) != mails+1 || told[0].Subject != want {
			t.Errorf("%d left: %q", 9-n, told[0].Subject)
		}
		if acts := w.LastActs(t, e.User, 2); !slices.Contains(acts, "recovery_code_used by self") || !slices.Contains(acts, "signed_in by self") {
			t.Errorf("%v", acts)
		}
		if a := world.Post(t, h, world.Reply(opened(t, w, e.User, account.TOTP).ID, code)); a.Status != 401 || a.Code(t) != "invalid_code" {
			t.Errorf("%q again: %d %s", code, a.Status, a.Body)
		}
	}
	if set, err := w.Store.Factors(t.Context(), e.ID); err != nil || len(set.Recovery.Hashes) != 0 || !set.Recovery.Any() {
		t.Errorf("%+v, %v", set.Recovery, err)
	}
	p := opened(t, w, e.User, account.TOTP)
	if a := world.Post(t, h, world.Reply(p.ID, e.Code(t, w.Now()))); a.Status != 200 || strings.Contains(a.Body, "recovery_codes_left") {
		t.Errorf("by the authenticator: %d %s", a.Status, a.Body)
	}
}

// A stranger with the password spends the tries of a challenge and the failures of the account. Recovery
// codes are not counted with them, neither right nor wrong ones, and the owner's still signs in.
func TestCountsStopNoRecoveryCode(t *testing.T) {
	w, h := setUp(t)
	e := full(t, w, "mary")
	var p passcode.Passcode
	for n := range 11 {
		if n%passcode.MaxAttempts == 0 {
			p = opened(t, w, e.User, account.TOTP)
		}
		a := world.Post(t, h, world.Reply(p.ID, e.WrongCode(t, w.Now())))
		if want := map[bool]int{true: 401, false: 429}[n < 10]; a.Status != want {
			t.Fatalf("guess %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	counts := w.Count(t)
	for range 20 {
		if a := world.Post(t, h, world.Reply(p.ID, "ABCD-EFGH-JKMN-PQRS")); a.Status != 401 || a.Code(t) != "invalid_code" {
			t.Fatalf("a wrong recovery code: %d %s", a.Status, a.Body)
		}
	}
	if stored, err := w.Store.Passcode(t.Context(), p.ID); err != nil || stored.Attempts != 1 || w.Count(t)["Throttles"] != counts["Throttles"] {
		t.Errorf("a recovery code was counted: %d tries, %v", stored.Attempts, err)
	}
	if a := world.Post(t, h, world.Reply(p.ID, e.Code(t, w.Now()))); a.Status != 429 || a.Code(t) != "too_many_codes" {
		t.Errorf("the authenticator: %d %s", a.Status, a.Body)
	}
	if a := world.Post(t, h, world.Reply(p.ID, e.Recovery[3])); a.Status != 200 {
		t.Errorf("the owner's recovery code: %d %s", a.Status, a.Body)
	}
}

// Of many posts of one recovery code at once, also over two challenges, one signs in.
func TestOneRecoveryCodeInParallel(t *testing.T) {
	w, h := setUp(t)
	e := full(t, w, "mary")
	p := opened(t, w, e.User, account.TOTP)
	if got := parallel(t, h, world.Reply(p.ID, e.Recovery[0])); got[200] != 1 || got[200]+got[410]+got[401] != 50 {
		t.Errorf("%v", got)
	}
	two := []string{opened(t, w, e.User, account.TOTP).ID, opened(t, w, e.User, account.TOTP).ID}
	if got := together(t, h, world.Reply(two[0], e.Recovery[1]), world.Reply(two[1], e.Recovery[1])); got[200] != 1 {
		t.Errorf("over two challenges: %v", got)
	}
	if n := w.Count(t)["Sessions"]; n != 2 || len(w.Recorded(t, e.ID, "recovery_code_used")) != 2 {
		t.Errorf("%d sessions", n)
	}
}
