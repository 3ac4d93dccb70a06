package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/stepup"
	"latchkey/shared/edge/wire"
)

const aPasskey = `{"type":"passkey","name":"My key"}`

func TestPasskeysOff(t *testing.T) {
	w := world.New(t)
	h := handler{
		users: w.Store, site: passkey.Site{Service: "Latchkey"}, authenticators: w.Redeemer.Authenticators,
		prover: stepup.Prover{Issuer: w.Issuer, Redeemer: w.Redeemer, Notifier: w.Notifier}, now: w.Now,
	}
	u := w.User(t, "mary", nil)
	a := world.Do(t, api.Handle(api.Users, w.Now, h.serve), call(w, u, u.ID, aPasskey))
	if a.Status != 409 || a.Code(t) != "passkeys_off" || w.Count(t)["Factors"] != 0 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// The browser is asked for a passkey that signs in without a name, with a handle that says nothing of the
// user. Every passkey of a user has the same handle, and none that they have is made again.
func TestPasskeyOptions(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	begin := func(name string, headers ...string) (wire.CreationOptions, wire.Enrolment) {
		t.Helper()
		a := world.Do(t, h, call(w, u, u.ID, `{"type":"passkey","name":"`+name+`"}`, headers...))
		if a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		shown := world.Into[wire.Enrolment](t, a)
		return shown.Passkey.PublicKey, shown
	}
	o, shown := begin("first")
	handle, err := passkey.Encoding.DecodeString(o.User.ID)
	if err != nil || len(handle) != 32 || o.User.Name != "mary" || o.RP != (wire.RelyingParty{ID: world.Site.Domain, Name: "Latchkey"}) ||
		o.AuthenticatorSelection != (wire.AuthenticatorSelection{ResidentKey: "required", RequireResidentKey: true, UserVerification: "preferred"}) ||
		o.Attestation != "none" || len(o.ExcludeCredentials) != 0 || o.PubKeyCredParams[0].Alg != -7 || shown.TOTP != nil || !shown.Factor.Usable {
		t.Errorf("%+v", o)
	}
	stored, err := w.Store.Factors(t.Context(), u.ID)
	if err != nil || len(stored.Factors) != 1 || passkey.Encoding.EncodeToString(passkey.ChallengeOf(stored.Factors[0].Pending.Challenge)) != o.Challenge {
		t.Errorf("%+v, %v", stored, err)
	}
	k := world.NewSecurityKey()
	u, err = w.Store.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	u = w.PasskeyOn(t, k, u, w.Now().Add(-100*time.Hour)).User
	q := passcode.Request{User: u, Purpose: passcode.AddFactor, Change: "passkey\nsecond"}
	id, proof := w.Proof(t, k, q)
	second, _ := begin("second", "Challenge-Id", id, "Challenge-Code", proof)
	if second.User.ID != o.User.ID || second.Challenge == o.Challenge || len(second.ExcludeCredentials) != 1 ||
		second.ExcludeCredentials[0].ID != passkey.Encoding.EncodeToString(k.Credential.ID) {
		t.Errorf("%+v", second)
	}
}
