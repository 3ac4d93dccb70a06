package seed

import (
	"context"
	"encoding/base64"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
)

// irisKey is the public half of iris's passkey, in COSE. Nobody has the other half any more: it has signed
// the challenge below, for http://localhost:3000, and events/verify-passkey.json has the signature.
const irisKey = "pQECAyYgASFYIMA3AiJ4bVL2NgdM0sqgidH2lByRKaTDXA1F_H9N8rKIIlgg9_QGgTj0yCoGMOe_2QM-suPp3gA5NAZ1YJg7IinNzqY"

const irisChallenge = "SIGNIRISIN"

// passkey gives a passkey to iris, as an enrolment does, and asks for it.
func (sc scene) passkey(ctx context.Context) error {
	key, err := base64.RawURLEncoding.DecodeString(irisKey)
	if err != nil {
		return err
	}
	u := sc.users[iris]
	f := factor.Enrolment{Type: account.Passkey, Name: "laptop"}.Begin(u, "a session", sc.now)
	if err := sc.store.SavePending(ctx, u, f, nil); err != nil {
		return err
	}
	u.Version++
	f = f.Confirm(factor.Use{}, sc.now)
	f.Passkey = factor.Passkey{
		CredentialID: []byte("the passkey of iris"), PublicKey: key, Handle: []byte("thirty-two bytes about nobody..."),
		Domain: "localhost", UserVerified: true, Synced: true, BackedUp: true,
	}
	next := u
	next.Factors = u.Factors.With(account.Passkey, sc.now)
	if err := sc.store.UpdateUser(ctx, dynamo.Update{From: u, To: next, Enrol: []factor.Factor{f}}); err != nil {
		return err
	}
	p := passcode.Passcode{
		ID: irisChallenge, UserID: iris, Purpose: passcode.SignIn, Factor: account.Passkey, Methods: account.FactorTypes{account.Passkey},
		Epoch: next.SessionEpoch, Active: true, Expiration: sc.now.Add(day), CreatedAt: sc.now, UpdatedAt: sc.now,
	}
	return sc.store.Issue(ctx, p, "")
}
