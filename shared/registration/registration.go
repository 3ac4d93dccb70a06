// Package registration owns how an account comes to be: what an application must say, that
// all of it is written or nothing, that an account whose code did not go out is not there, and
// that where a key is asked for, a key makes one account.
//
// It knows no AWS and no HTTP. Single registration and bulk registration are the same steps.
package registration

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/account"
	"latchkey/shared/audit"
	"latchkey/shared/fault"
	"latchkey/shared/flag"
	"latchkey/shared/passcode"
	"latchkey/shared/password"
	"latchkey/shared/registrationkey"
	"latchkey/shared/throttle"
)

// Application is what somebody who registers says.
type Application struct {
	Username        string
	Email           string
	Password        string
	PhoneNumber     string
	TwoFactor       bool
	TwoFactorMethod account.Channel
	RegistrationKey string
}

// Store keeps accounts.
type Store interface {
	// Register writes a user, the claims on what is unique and, where there is one, the code
	// that confirms the address: all or nothing.
	Register(ctx context.Context, u account.User, confirmation *passcode.Passcode) error
	// RegisterBy is Register by whoever has a key, which is spent in the same write; with
	// registrationkey.ErrInvalid when somebody else was quicker.
	RegisterBy(ctx context.Context, k registrationkey.Key, u account.User, confirmation *passcode.Passcode) error
	// Withdraw undoes a registration and gives its key back, unless anything was done with the
	// account since.
	Withdraw(ctx context.Context, u account.User, confirmation passcode.Passcode) error
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
	Gate    *Gate // nil where registration is open
	Store   Store
	Policy  password.Policy
	Hasher  *password.Hasher
	Confirm bool // whether an address is confirmed before its account can sign in
	Issuer  passcode.Issuer
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
func (r Registrar) Register(ctx context.Context, a Application) (account.User, *passcode.Passcode, error) {
	admitted, err := r.admit(ctx, a)
	if err != nil {
		return account.User{}, nil, err
	}
	user, confirmation, err := r.Enter(ctx, Entry{Application: a, admitted: admitted})
	if err := r.Gate.settle(ctx, admitted, err); err != nil {
		return account.User{}, nil, err
	}
	return user, confirmation, nil
}

// admit asks for the key, where one is asked for, and meanwhile for the flag that is needed
// when the account is written: the process then has it at hand.
func (r Registrar) admit(ctx context.Context, a Application) (admitted *pass, err error) {
	if r.Gate == nil {
		return r.Gate.admit(ctx, a, r.Now())
	}
	var g errgroup.Group
	g.Go(func() error { r.enrols(ctx); return nil })
	g.Go(func() (err error) {
		admitted, err = r.Gate.admit(ctx, a, r.Now())
		return err
	})
	return admitted, g.Wait()
}

// enrols holds when new users are to give a mailed code from their second sign-in on.
func (r Registrar) enrols(ctx context.Context) bool { return r.Flags.On(ctx, flag.EnrolNewUsers, 0) }

// Enter makes an account that an admin asks for, by the same steps.
func (r Registrar) Enter(ctx context.Context, e Entry) (account.User, *passcode.Passcode, error) {
	draft, err := r.draft(e)
	if err != nil {
		return account.User{}, nil, err
	}
	if err := r.count(ctx); err != nil {
		return account.User{}, nil, err
	}
	hash, err := r.hash(e)
	if err != nil {
		return account.User{}, nil, err
	}
	e.enrolled = r.enrols(ctx)
	user, confirmation, code, err := r.write(ctx, e, draft, hash)
	if err != nil || confirmation == nil {
		return user, nil, err
	}
	if err := r.send(ctx, user, *confirmation, code); err != nil {
		return account.User{}, nil, err
	}
	return user, confirmation, nil
}

// count counts an account for the networks that it is made from.
func (r Registrar) count(ctx context.Context) error {
	if r.PerNetwork == 0 {
		return nil
	}
	networks := r.Issuer.Throttles.Networks(audit.Address(ctx))
	return r.Meter.TakeEach(ctx, throttle.Registrations(r.PerNetwork).ByNetwork(networks, r.Now())...)
}

// draft checks all that can be said of an application before anything is stored.
func (r Registrar) draft(a Entry) (account.Draft, error) {
	method := a.TwoFactorMethod
	if a.TwoFactor && method == "" {
		method = account.Email
	}
	draft := account.NewDraft(a.Username, a.Email, a.PhoneNumber, method)
	reasons := slices.Concat(draft.Check(), a.checkPassword(r.Policy, draft))
	if method != "" && !a.TwoFactor {
		reasons = append(reasons, fault.Field{Name: "2fa_method", Code: "2fa_off", Detail: "A method goes with \"2fa\": true."})
	}
	if err := fault.Check(reasons...); err != nil {
		return account.Draft{}, err
	}
	if account.ReservedUsername(draft.Username) {
		return account.Draft{}, account.ErrUsernameTaken
	}
	return draft, nil
}

// write stores the account under an id that is free. A second factor waits for the
// confirmation, so one is asked for even where accounts go without.
func (r Registrar) write(ctx context.Context, e Entry, draft account.Draft, hash string) (account.User, *passcode.Passcode, passcode.Code, error) {
	const draws = 3 // of 2⁵³ ids: a second collision means that the randomness is broken
	var err error
	for range draws {
		id := e.ID
		if id == 0 {
			if id, err = account.NewID(r.Random); err != nil {
				break
			}
		}
		user := draft.User(id, hash, r.Now())
		user.CreatedBy = e.By
		if e.enrolled {
			user.EmailOTP.RequiredAfter = user.CreatedAt
		}
		var confirmation *passcode.Passcode
		var code passcode.Code
		if r.Confirm || draft.TwoFactor != "" {
			var p passcode.Passcode
			if p, code, err = r.Issuer.Draw(ctx, order(user), user.CreatedAt); err != nil {
				break
			}
			confirmation = &p
		}
		if err = r.store(ctx, &user, confirmation, e.admitted); e.ID != 0 || !errors.Is(err, account.ErrIDTaken) {
			return user, confirmation, code, err
		}
	}
	return account.User{}, nil, "", err
}

// store writes the account, and spends the key that it is made with in the same write.
func (r Registrar) store(ctx context.Context, u *account.User, confirmation *passcode.Passcode, admitted *pass) error {
	if admitted == nil {
		return r.Store.Register(ctx, *u, confirmation)
	}
	u.RegistrationKey = admitted.key.ID
	return r.Store.RegisterBy(ctx, admitted.key, *u, confirmation)
}

func order(u account.User) passcode.Order {
	return passcode.Order{User: u, Purpose: passcode.ConfirmEmail, Channel: account.Email}
}

// send counts the message only once the account is made: otherwise a stranger could use up,
// by trying to register with an address in use, the codes that its owner signs in with.
// An account whose code was refused is withdrawn, so that its owner can try again; where the
// code may still arrive, it stays.
func (r Registrar) send(ctx context.Context, user account.User, confirmation passcode.Passcode, code passcode.Code) error {
	err := r.Issuer.Reserve(ctx, order(user), confirmation.CreatedAt)
	if err == nil {
		err = r.Issuer.Courier.Deliver(ctx, confirmation, code)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, passcode.ErrUnsure):
			return passcode.Unsure(confirmation, err)
		}
		err = passcode.ErrUndelivered.Because(err)
	}
	return errors.Join(err, r.Store.Withdraw(ctx, user, confirmation))
}
