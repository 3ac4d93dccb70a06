// Package registration owns how an account comes to be. It guarantees:
//
//   - An account is written with all that belongs to it, or not at all.
//   - An account whose code was refused by the mailer is withdrawn.
//   - Where a registration key is asked for, one key makes one account.
//   - The answer does not tell whether an address has an account, but to an admin.
//
// It knows no AWS and no HTTP. Single registration and bulk registration are the same steps.
package registration

import (
	"context"
	"errors"
	"io"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/throttle"
)

// Store stores accounts.
type Store interface {
	// CreateUser writes a user, the claims on what is unique and, where there is one, the code
	// that confirms the address: all or nothing. A key is used in the same write, with
	// registrationkey.ErrInvalid when somebody else was quicker. Claimed says that somebody has
	// the address.
	CreateUser(ctx context.Context, k *registrationkey.Key, u account.User, confirmation *passcode.Passcode, claimed bool) error
	// Withdraw undoes a registration and gives its key back, unless anything was done with the
	// account since.
	Withdraw(ctx context.Context, u account.User, confirmation *passcode.Passcode) error
}

// Meter counts accounts by the networks that they are made from.
type Meter interface {
	// TakeEach counts each charge, or none where one has no room.
	TakeEach(ctx context.Context, charges ...throttle.Charge) error
}

// Flags says whether a flag is on.
type Flags interface {
	On(ctx context.Context, name flag.Name, id account.ID) bool
}

// Registrar makes accounts.
type Registrar struct {
	Keys    *Keys // nil where registration is open
	Store   Store
	Policy  password.Policy
	Hasher  *password.Hasher
	Confirm bool // whether an address is confirmed before its account can sign in
	Issuer  passcode.Issuer
	// Invitations and Inviter are for admins alone, who make accounts for others.
	Invitations Invitations
	Inviter     Inviter
	// PerNetwork is how many accounts one network makes in an hour: each sends a mail to an
	// address of the maker's choice. Zero for no limit.
	PerNetwork int
	Meter      Meter
	Flags      Flags
	Random     io.Reader
	Now        func() time.Time
}

// Register makes an account and sends the code that confirms its address. The code is nil
// where nothing is to be confirmed.
func (r Registrar) Register(ctx context.Context, q Request) (account.User, *passcode.Passcode, error) {
	a := attempt{Request: q}
	if r.Keys == nil {
		if q.RegistrationKey != "" {
			return account.User{}, nil, fault.Check(notUsed)
		}
		return r.register(ctx, a)
	}
	if err := r.reserve(ctx, &a); err != nil {
		return account.User{}, nil, err
	}
	user, confirmation, err := r.register(ctx, a)
	if err := r.Keys.release(ctx, a.reservation, err); err != nil {
		return account.User{}, nil, err
	}
	return user, confirmation, nil
}

// RegisterByAdmin makes an account that an admin asks for. It takes no key. Where the request invites
// a user who was invited before and has not accepted, the invitation is renewed.
func (r Registrar) RegisterByAdmin(ctx context.Context, q Request) (u account.User, renewed bool, err error) {
	if q.invites() {
		if u, err = r.awaiting(ctx, q); err != nil || u.ID != 0 {
			return r.renewed(ctx, u, err)
		}
	}
	u, _, err = r.register(ctx, attempt{Request: q})
	return u, false, err
}

func (r Registrar) renewed(ctx context.Context, u account.User, err error) (account.User, bool, error) {
	if err == nil {
		u, err = r.renew(ctx, u)
	}
	return u, true, err
}

func (r Registrar) register(ctx context.Context, a attempt) (account.User, *passcode.Passcode, error) {
	var err error
	if err := r.rename(&a); err != nil {
		return account.User{}, nil, err
	}
	if a.draft, err = a.Request.draft(r.Policy); err != nil {
		return account.User{}, nil, err
	}
	if err := a.checkStolen(ctx, r.Policy); err != nil {
		return account.User{}, nil, err
	}
	if err := r.prepare(ctx, &a); err != nil {
		return account.User{}, nil, err
	}
	m, err := r.write(ctx, a)
	if err != nil {
		return account.User{}, nil, err
	}
	if err := r.send(ctx, m, *a.ownership); err != nil {
		return account.User{}, nil, err
	}
	return m.user, m.code(), nil
}

// send counts the message only once the account is made: otherwise registrations that are
// refused would use up what an address may be sent. An account whose message was refused is
// withdrawn, so that it can be made again; where the message may still arrive, it stays.
func (r Registrar) send(ctx context.Context, m made, st passcode.Ownership) (err error) {
	switch {
	case m.confirmation != nil:
		err = r.Issuer.Send(ctx, confirmationOf(m.user), *m.confirmation, st, m.confirmation.CreatedAt)
	case m.user.Invitation.Hash != "":
		err = r.invite(ctx, m.user, m.invitation)
	}
	if err == nil || errors.Is(err, passcode.ErrUnsure) {
		return err
	}
	return errors.Join(err, r.Store.Withdraw(ctx, m.user, m.code()))
}

func confirmationOf(u account.User) passcode.Request {
	return passcode.Request{User: u, Purpose: passcode.ConfirmEmail, Channel: account.Email}
}
