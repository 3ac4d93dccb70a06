package world

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/edge/api"
)

// Enrolled is a user who has enrolled a factor, with what they keep of it.
type Enrolled struct {
	account.User
	Factor   factor.Factor
	Recovery []string // the codes as they were shown
	secret   []byte
}

// Authenticator enrols an authenticator for a user at a time, with recovery codes. Their sessions end.
func (w *World) Authenticator(t testing.TB, u account.User, at time.Time) Enrolled {
	t.Helper()
	secret, err := factor.DrawSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f := factor.Factor{ID: rand.Text(), UserID: u.ID, Type: account.TOTP, Name: "phone", CreatedAt: at}
	if f.Secret, err = w.Redeemer.Authenticators.Encrypt(u.ID, f.ID, secret); err != nil {
		t.Fatal(err)
	}
	e := w.enrol(t, u, f)
	e.secret = secret
	return e
}

// Passkey enrols a passkey, whose key nobody has, for a user at a time, with recovery codes.
func (w *World) Passkey(t testing.TB, u account.User, at time.Time) Enrolled {
	t.Helper()
	return w.enrol(t, u, factor.Factor{
		ID: rand.Text(), UserID: u.ID, Type: account.Passkey, Name: "laptop", CreatedAt: at,
		Passkey: factor.Passkey{CredentialID: []byte(rand.Text()), PublicKey: []byte{1}, Handle: []byte(rand.Text()), Domain: "latchkey.example", UserVerified: true},
	})
}

func (w *World) enrol(t testing.TB, u account.User, f factor.Factor) Enrolled {
	t.Helper()
	pending := f
	pending.Pending = factor.Pending{Session: "a session", Epoch: u.SessionEpoch, Expires: f.CreatedAt.Add(factor.PendingLifetime)}
	if err := w.Store.SavePending(t.Context(), u, pending, nil); err != nil {
		t.Fatal(err)
	}
	u.Version++
	shown, stored, err := factor.DrawRecoveryCodes(rand.Reader, f.CreatedAt)
	if err != nil {
		t.Fatal(err)
	}
	change := dynamo.Update{From: u, To: u.Enrolled(u.Factors.With(f.Type, f.CreatedAt), f.CreatedAt), Enrol: []factor.Factor{f}, RecoveryCodes: &stored}
	if err := w.Store.UpdateUser(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return Enrolled{User: now, Factor: f, Recovery: shown}
}

// Begin begins the enrolment of an authenticator in a session.
func (w *World) Begin(t testing.TB, u account.User, session string) Enrolled {
	t.Helper()
	e := Enrolled{User: u, Factor: factor.Enrolment{Type: account.TOTP, Name: "phone"}.Begin(u, session, w.Now())}
	var err error
	if e.secret, err = factor.DrawSecret(rand.Reader); err != nil {
		t.Fatal(err)
	}
	if e.Factor.Secret, err = w.Redeemer.Authenticators.Encrypt(u.ID, e.Factor.ID, e.secret); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.SavePending(t.Context(), u, e.Factor, nil); err != nil {
		t.Fatal(err)
	}
	e.Version++
	return e
}

// CallerOf is somebody whose session is stored, and who signed in just now.
func (w *World) CallerOf(t testing.TB, u account.User) *api.Caller {
	t.Helper()
	c := w.Caller(u)
	c.Session = w.SignIn(t, u).TokenHash
	return c
}

// Code is what the authenticator shows at a time.
func (e Enrolled) Code(t testing.TB, at time.Time) string {
	t.Helper()
	return CodeOf(t, factor.Readable(e.secret), at)
}

// CodeOf is what an authenticator with a secret shows at a time.
func CodeOf(t testing.TB, secret string, at time.Time) string {
	t.Helper()
	code, err := hotp.GenerateCodeCustom(secret, uint64(factor.StepAt(at)), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// WrongCode is one that the authenticator shows neither at a time nor a step before or after.
func (e Enrolled) WrongCode(t testing.TB, at time.Time) string {
	t.Helper()
	shown := map[string]bool{}
	for s := -1; s <= 1; s++ {
		shown[e.Code(t, at.Add(time.Duration(s)*30*time.Second))] = true
	}
	for _, code := range []string{"000000", "000001", "000002", "000003"} {
		if !shown[code] {
			return code
		}
	}
	return ""
}
