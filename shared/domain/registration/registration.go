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

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/throttle"
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
	// Enter writes a user, the claims on what is unique and, where there is one, the code that
	// confirms the address: all or nothing. A key is spent in the same write, with
	// registrationkey.ErrInvalid when somebody else was quicker. Claimed says that somebody has
	// the address.
	Enter(ctx context.Context, k *registrationkey.Key, u account.User, confirmation *passcode.Passcode, claimed bool) error
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
	e := Entry{Application: a}
	if err := r.admit(ctx, &e); err != nil {
		return account.User{}, nil, err
	}
	user, confirmation, err := r.Enter(ctx, e)
	if err := r.Gate.settle(ctx, e.admitted, err); err != nil {
		return account.User{}, nil, err
	}
	return user, confirmation, nil
}

// admit asks for the key, where one is asked for, and meanwhile for what is needed when the
// account is written: the flag, and whose the address is.
func (r Registrar) admit(ctx context.Context, e *Entry) (err error) {
	if r.Gate == nil {
		e.admitted, err = r.Gate.admit(ctx, e.Application, r.Now())
		return err
	}
	var g errgroup.Group
	g.Go(func() error { r.enrols(ctx); return nil })
	if d := account.NewDraft("", e.Email, "", ""); account.CheckEmail(d.Email) == nil {
		g.Go(func() error { return r.look(ctx, e, d) })
	}
	g.Go(func() (err error) {
		e.admitted, err = r.Gate.admit(ctx, e.Application, r.Now())
		return err
	})
	return g.Wait()
}

// enrols holds when new users are to give a mailed code from their second sign-in on.
func (r Registrar) enrols(ctx context.Context) bool { return r.Flags.On(ctx, flag.EnrolNewUsers, 0) }

// Enter makes an account that an admin asks for, by the same steps.
func (r Registrar) Enter(ctx context.Context, e Entry) (account.User, *passcode.Passcode, error) {
	draft, err := r.draft(e)
	if err != nil {
		return account.User{}, nil, err
	}
	hash, err := r.prepare(ctx, &e, draft)
	if err != nil {
		return account.User{}, nil, err
	}
	user, confirmation, err := r.write(ctx, e, draft, hash)
	if err != nil || confirmation == nil {
		return user, nil, err
	}
	if err := r.send(ctx, user, *confirmation, *e.standing); err != nil {
		return account.User{}, nil, err
	}
	return user, &confirmation.Passcode, nil
}

// prepare does what an account takes before it is written. What is refused is refused before the
// password is hashed, and all that is read is read at once.
func (r Registrar) prepare(ctx context.Context, e *Entry, d account.Draft) (hash string, err error) {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return r.count(gctx) })
	g.Go(func() error { return r.look(gctx, e, d) })
	g.Go(func() error { e.enrolled = r.enrols(gctx); return nil })
	if err := g.Wait(); err != nil {
		return "", err
	}
	return r.hash(*e)
}

// look finds out whose the address is. An admin, who sees all users, is told; anybody else is
// not, or registering would tell whose account there is.
func (r Registrar) look(ctx context.Context, e *Entry, d account.Draft) error {
	if e.standing != nil {
		return nil
	}
	asked := account.User{ID: e.ID, Email: d.Email, CreatedBy: e.By}
	st, err := r.Issuer.Look(ctx, order(asked), r.Now())
	if e.standing = &st; err != nil || e.By == 0 {
		return err
	}
	var number passcode.Standing
	if d.PhoneNumber != "" {
		number, err = r.Issuer.Look(ctx, passcode.Order{User: asked, Channel: account.SMS, To: d.PhoneNumber}, r.Now())
	}
	if err != nil {
		return err
	}
	return taken(st.Another(e.ID), number.Another(e.ID))
}

func taken(email, phone account.ID) error {
	switch {
	case email != 0 && phone != 0:
		return account.ErrEmailTaken.For(account.ErrPhoneTaken.Fields...)
	case email != 0:
		return account.ErrEmailTaken
	case phone != 0:
		return account.ErrPhoneTaken
	}
	return nil
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
		reasons = append(reasons, fault.Field{Name: "2fa_method", Code: "2fa_off", Detail: "2fa_method needs \"2fa\": true."})
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
func (r Registrar) write(ctx context.Context, e Entry, draft account.Draft, hash string) (account.User, *passcode.Dispatch, error) {
	const draws = 3 // of 2⁵³ ids: a second collision means that the randomness is broken
	var err error
	for range draws {
		id := e.ID
		if id == 0 {
			if id, err = account.NewID(r.Random); err != nil {
				break
			}
		}
		user := r.user(e, draft, id, hash)
		var confirmation *passcode.Dispatch
		if r.Confirm || draft.TwoFactor != "" {
			var d passcode.Dispatch
			if d, err = r.Issuer.Draw(ctx, order(user), user.CreatedAt); err != nil {
				break
			}
			confirmation, user.Confirmation = &d, d.Confirmation()
		}
		if err = r.store(ctx, e, user, confirmation); e.ID != 0 || !errors.Is(err, account.ErrIDTaken) {
			return user, confirmation, err
		}
	}
	return account.User{}, nil, err
}

func (r Registrar) user(e Entry, draft account.Draft, id account.ID, hash string) account.User {
	user := draft.User(id, hash, r.Now())
	user.CreatedBy = e.By
	if e.enrolled {
		user.EmailOTP.RequiredAfter = user.CreatedAt
	}
	if e.admitted != nil {
		user.RegistrationKey, user.EmailBound = e.admitted.key.ID, e.admitted.key.Email != ""
	}
	return user
}

// store writes the account, and spends the key that it is made with in the same write.
func (r Registrar) store(ctx context.Context, e Entry, u account.User, confirmation *passcode.Dispatch) error {
	var key *registrationkey.Key
	if e.admitted != nil {
		key = &e.admitted.key
	}
	var code *passcode.Passcode
	if confirmation != nil {
		code = &confirmation.Passcode
	}
	return r.Store.Enter(ctx, key, u, code, e.standing.Claimed)
}

func order(u account.User) passcode.Order {
	return passcode.Order{User: u, Purpose: passcode.ConfirmEmail, Channel: account.Email}
}

// send counts the message only once the account is made: otherwise registrations that are
// refused would use up what an address may be sent. An account whose code was refused is
// withdrawn, so that its owner can try again; where the code may still arrive, it stays.
func (r Registrar) send(ctx context.Context, user account.User, d passcode.Dispatch, st passcode.Standing) error {
	err := r.Issuer.Send(ctx, order(user), d, st, d.CreatedAt)
	if err == nil || errors.Is(err, passcode.ErrUnsure) {
		return err
	}
	return errors.Join(err, r.Store.Withdraw(ctx, user, d.Passcode))
}
