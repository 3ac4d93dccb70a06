package registration

import (
	"context"
	"errors"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
)

// Gate lets in whoever has a key. It stands before every other check, so that who has none
// learns nothing of which names and addresses are taken.
type Gate struct {
	Keys interface {
		// RegistrationKey reads a key; registrationkey.ErrInvalid when there is none.
		RegistrationKey(ctx context.Context, id int64) (registrationkey.Key, error)
	}
	Meter interface {
		Take(ctx context.Context, c throttle.Charge) error
		Refund(ctx context.Context, c throttle.Charge) error
	}
	Throttles throttle.Key
}

// pass is an admission: the key, and a failed use of it that was taken ahead, so that of
// many tries at once no more look further than the limit allows.
type pass struct {
	key    registrationkey.Key
	failed throttle.Charge
}

// notUsed keeps anybody from thinking that a key was spent where none is asked for.
var notUsed = fault.Field{Name: "registration_key", Code: "not_used", Detail: "Registration is open here and needs no key. Leave it out: the key stays unused."}

// admit finds the key of an application good, or refuses in one way whatever is wrong.
func (g *Gate) admit(ctx context.Context, a Application, now time.Time) (*pass, error) {
	if g == nil {
		if a.RegistrationKey != "" {
			return nil, fault.Check(notUsed)
		}
		return nil, nil
	}
	t, ok := token.Parse(token.Registration, a.RegistrationKey)
	if !ok {
		return nil, registrationkey.ErrInvalid
	}
	key, err := g.Keys.RegistrationKey(ctx, t.ID())
	if err != nil {
		return nil, err
	}
	if !key.ValidFor(t, account.CanonicalEmail(a.Email), now) {
		return nil, registrationkey.ErrInvalid
	}
	// Counted by the hash, which nobody knows who has not the key: its id alone locks nobody out.
	p := &pass{key, throttle.KeyFailures.Charge(g.Throttles.Of("registration key", key.Hash), now)}
	return p, g.Meter.Take(ctx, p.failed)
}

// settle gives back what was taken ahead, unless the use failed by the applicant's doing. A
// use that succeeded owes nothing: its key is spent.
func (g *Gate) settle(ctx context.Context, p *pass, err error) error {
	var f *fault.Fault
	if p == nil || err == nil || errors.As(err, &f) && (f.Kind == fault.Conflict || f.Kind == fault.Invalid) {
		return err
	}
	return errors.Join(err, g.Meter.Refund(ctx, p.failed))
}
