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

// Keys checks the registration keys of those who register. It comes before every other check, so
// that a client without a key learns nothing of which names and addresses are taken.
type Keys struct {
	Store interface {
		// RegistrationKey reads a key; registrationkey.ErrInvalid when there is none.
		RegistrationKey(ctx context.Context, id int64) (registrationkey.Key, error)
	}
	Meter interface {
		Take(ctx context.Context, c throttle.Charge) error
		Refund(ctx context.Context, c throttle.Charge) error
	}
	Throttles throttle.Key
}

// reservation is a key that a request may use, and a failed use of it that is charged ahead: of
// many tries at once no more look further than the limit allows.
type reservation struct {
	key    registrationkey.Key
	failed throttle.Charge
}

// notUsed says that no key was spent where none is asked for.
var notUsed = fault.Field{Name: "registration_key", Code: "not_used", Detail: "Registration is open here and needs no key. Leave it out: the key stays unused."}

// checkKey reserves the key of a request if it is valid, and refuses in one way whatever is wrong.
func (k *Keys) checkKey(ctx context.Context, q Request, now time.Time) (*reservation, error) {
	t, ok := token.Parse(token.Registration, q.RegistrationKey)
	if !ok {
		return nil, registrationkey.ErrInvalid
	}
	key, err := k.Store.RegistrationKey(ctx, t.ID())
	if err != nil {
		return nil, err
	}
	if !key.ValidFor(t, account.CanonicalEmail(q.Email), now) {
		return nil, registrationkey.ErrInvalid
	}
	// Counted by the hash, which is known to the key's bearer alone: its id locks nobody out.
	v := &reservation{key, throttle.KeyFailures.Charge(k.Throttles.Of("registration key", key.Hash), now)}
	return v, k.Meter.Take(ctx, v.failed)
}

// release ends a reservation. The charge is refunded, unless the use failed by the client's doing.
// A use that succeeded is not refunded: its key is used.
func (k *Keys) release(ctx context.Context, v *reservation, err error) error {
	var f *fault.Fault
	if v == nil || err == nil || errors.As(err, &f) && (f.Kind == fault.Conflict || f.Kind == fault.Invalid) {
		return err
	}
	return errors.Join(err, k.Meter.Refund(ctx, v.failed))
}
