package seed

import (
	"context"
	"crypto/rand"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/keyed"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/supportpin"
)

// everyCode is what every open challenge is answered with, and everyPIN what staff are told.
const (
	everyCode passcode.Code     = "135790"
	everyPIN  supportpin.Digits = "246813"
)

// challenge is one that was asked for some time ago.
type challenge struct {
	id    string
	order passcode.Request
	age   time.Duration
}

// open are the challenges that events answer. A change is in the words of its route.
func (sc scene) open() []challenge {
	order := func(of account.ID, purpose passcode.Purpose, change string) passcode.Request {
		return passcode.Request{User: sc.users[of], Purpose: purpose, Channel: account.Email, Change: change}
	}
	return []challenge{
		{"CONFIRMNORASADDRESS", order(nora, passcode.ConfirmEmail, ""), 0},
		{"SIGNROSEIN", order(rose, passcode.SignIn, ""), 0},
		{"SIGNVERAIN", order(vera, passcode.SignIn, ""), 2 * passcode.ResendAfter},
		{"DELETEOLGA", order(olga, passcode.DeleteUser, olga.String()), 0},
		{"DELETEHANSANDJENS", order(ada, passcode.DeleteUsers, hans.String()+","+jens.String()), 0},
	}
}

func (sc scene) challenges(ctx context.Context, secret string) error {
	key, err := passcode.NewKey(ctx, only(secret))
	if err != nil {
		return err
	}
	issuer := passcode.Issuer{Key: key, Lifetime: day, Random: rand.Reader}
	for _, c := range sc.open() {
		d, err := issuer.Draw(ctx, c.order, sc.now.Add(-c.age))
		if err != nil {
			return err
		}
		p := d.Passcode
		p.ID = c.id
		key.SetHash(ctx, &p, everyCode)
		if err := sc.store.Issue(ctx, p, ""); err != nil {
			return err
		}
	}
	return nil
}

// pins gives mary and nina their support PINs.
func (sc scene) pins(ctx context.Context, secret string) error {
	key, err := supportpin.NewKey(ctx, only(secret))
	if err != nil {
		return err
	}
	for _, owner := range []account.ID{mary, nina} {
		encrypted, err := key.Encrypt(ctx, owner, everyPIN)
		if err != nil {
			return err
		}
		pin := supportpin.PIN{UserID: owner, Encrypted: encrypted, CreatedAt: sc.now, ExpiresAt: sc.now.Add(day)}
		if err := sc.store.SavePIN(ctx, pin); err != nil {
			return err
		}
	}
	return nil
}

// only is a secret that was never rotated.
func only(value string) keyed.Secret {
	return keyed.Secret{Values: func(context.Context) ([]string, error) { return []string{value}, nil }, Now: time.Now}
}
