package main

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/edge/wire"
)

// asked is the challenge that a user is shown after a right password, or for a step-up.
func asked(t *testing.T, w *world.World, u account.User, purpose passcode.Purpose) wire.Challenge {
	t.Helper()
	methods := u.SignInMethods(false, w.Now())
	p, err := w.Issuer.Issue(t.Context(), passcode.Request{User: u, Purpose: purpose, Change: "7"}.By(methods, methods.First()), w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return wire.ChallengeOf(p)
}

// member puts a member of another credential's response into one.
func member(t *testing.T, credential, name, other string) string {
	t.Helper()
	var into, from map[string]any
	if err := errors.Join(json.Unmarshal([]byte(credential), &into), json.Unmarshal([]byte(other), &from)); err != nil {
		t.Fatal(err)
	}
	into["response"].(map[string]any)[name] = from["response"].(map[string]any)[name]
	b, err := json.Marshal(into)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// After a right password the user is asked for one of their passkeys, which need not verify them, and a
// second one serves as well as the first.
func TestSecondFactor(t *testing.T) {
	w, _, serve := setUp(t)
	mary, first := enrolled(t, w, "mary")
	second := world.NewSecurityKey()
	second.Options.UserNotVerified = true
	mary = w.PasskeyOn(t, second, mary.User, w.Now())
	_, annes := enrolled(t, w, "anne")
	for name, k := range map[string]*world.SecurityKey{"the first": first, "the second": second} {
		c := asked(t, w, mary.User, passcode.SignIn)
		if got := c.PublicKey; len(got.AllowCredentials) != 2 || got.UserVerification != "preferred" || c.Method != account.Passkey {
			t.Fatalf("%+v", got)
		}
		if a := answer(t, serve, annes, c); a.Status != 401 || a.Code(t) != "invalid_passkey" {
			t.Errorf("R-34: another user's: %d %s", a.Status, a.Body)
		}
		var a world.Answer
		calls := w.Edge.During(func() { a = answer(t, serve, k, c) })
		if a.Status != 200 || calls.Rounds() > 3 {
			t.Fatalf("%s: %d %s, %d round trips", name, a.Status, a.Body, calls.Rounds())
		}
		if a := answer(t, serve, k, c); a.Status != 410 {
			t.Errorf("R-33: twice: %d %s", a.Status, a.Body)
		}
	}
	sessions, err := w.Store.Sessions(t.Context(), mary.ID)
	if err != nil || len(sessions) != 2 || sessions[0].Methods != "pwd pop user mfa" {
		t.Errorf("%+v, %v", sessions, err)
	}
}

// A passkey answers a challenge that has another method open, and no challenge that does not offer it.
func TestOtherMethods(t *testing.T) {
	w, _, serve := setUp(t)
	mary, k := enrolled(t, w, "mary")
	for offered, want := range map[string]int{"passkey email": 200, "email": 410} {
		q := passcode.Request{User: mary.User, Purpose: passcode.SignIn}.By(account.ParseFactorTypes(offered), account.FactorEmail)
		p, err := w.Issuer.Issue(t.Context(), q, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		c := wire.ChallengeOf(p)
		if (c.PublicKey != nil) != (want == 200) {
			t.Errorf("%s: %+v", offered, c)
		}
		c.PublicKey = &wire.RequestOptions{Challenge: passkey.Encoding.EncodeToString([]byte(c.ID)), RPID: world.Site.Domain}
		if a := answer(t, serve, k, c); a.Status != want {
			t.Errorf("%s: %d %s", offered, a.Status, a.Body)
		}
	}
}

// A step-up is answered with a proof, which redeems the challenge once within five minutes, for the act that
// it is for. The code of the same challenge is then worth nothing.
func TestStepUp(t *testing.T) {
	w, _, serve := setUp(t)
	mary, k := enrolled(t, w, "mary")
	redeem := func(id string, code passcode.Code, purpose passcode.Purpose) (passcode.Passcode, error) {
		p, _, err := w.Redeemer.Redeem(t.Context(), passcode.Answer{ChallengeID: id, Code: code, Purpose: purpose, Change: "7"}, w.Now())
		return p, err
	}
	prove := func() (string, passcode.Code) {
		c := asked(t, w, mary.User, passcode.DeleteUser)
		var a world.Answer
		calls := w.Edge.During(func() { a = answer(t, serve, k, c) })
		got := world.Into[wire.Proof](t, a)
		if a.Status != 200 || got.Result != "done" || len(got.Code) != 26 || calls.Rounds() > 3 {
			t.Fatalf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
		}
		if a := answer(t, serve, k, c); a.Status != 410 || a.Code(t) != "challenge_closed" {
			t.Errorf("R-33: twice: %d %s", a.Status, a.Body)
		}
		return c.ID, got.Code
	}
	id, proof := prove()
	if n := w.Count(t)["Sessions"]; n != 0 {
		t.Errorf("%d sessions", n)
	}
	if _, err := redeem(id, proof, passcode.RemoveTwoFactor); !errors.Is(err, passcode.ErrClosed) {
		t.Errorf("R-35: for another act: %v", err)
	}
	if _, err := redeem(id, passcode.DrawProof(), passcode.DeleteUser); !errors.Is(err, passcode.ErrInvalid) {
		t.Errorf("another proof: %v", err)
	}
	p, err := redeem(id, proof, passcode.DeleteUser)
	if err != nil || p.Use.Type != account.Passkey || p.Use.ID != mary.Factor.ID || !p.Use.Since.Equal(mary.Factor.CreatedAt) {
		t.Fatalf("%+v, %v", p.Use, err)
	}
	if err := w.Store.Spend(t.Context(), p, w.Now()); err != nil {
		t.Error(err)
	}
	if err := w.Store.Spend(t.Context(), p, w.Now()); !errors.Is(err, passcode.ErrUsed) {
		t.Errorf("twice: %v", err)
	}
	id, proof = prove()
	w.Pass(passcode.ProofLifetime)
	if _, err := redeem(id, proof, passcode.DeleteUser); !errors.Is(err, passcode.ErrClosed) {
		t.Errorf("after %s: %v", 5*time.Minute, err)
	}
}
