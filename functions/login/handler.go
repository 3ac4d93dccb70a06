package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/guessing"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		UsernameOwner(ctx context.Context, name string) (account.ID, error)
		EmailOwner(ctx context.Context, address string) (account.ID, error)
		User(ctx context.Context, id account.ID) (account.User, error)
		RecordLogin(ctx context.Context, u account.User, now time.Time) error
		Rehash(ctx context.Context, u account.User, hash string) error
	}
	limits interface {
		Room(ctx context.Context, charges ...throttle.Charge) error
		Take(ctx context.Context, c throttle.Charge) error
		Refund(ctx context.Context, c throttle.Charge) error
	}
	codes interface {
		Passcode(ctx context.Context, id string) (passcode.Passcode, error)
	}
	sessions interface {
		RenewSession(ctx context.Context, s session.Session, replaces string) error
	}
	devices interface {
		device.Finder
		TakeFromDevice(ctx context.Context, d device.Device, c throttle.Charge) error
		UseDevice(ctx context.Context, d device.Device) error
	}
	keeper    device.Keeper
	watch     guessing.Watch
	lifetimes session.Lifetimes
	hasher    *password.Hasher
	confirm   bool // whether an address is confirmed before its account can sign in
	staff     account.StaffFactor
	flags     *flag.Cache
	issuer    passcode.Issuer
	random    io.Reader
	now       func() time.Time
}

type input struct {
	Username string `json:"username"` // or the e-mail address
	Password string `json:"password"`
	Remember bool   `json:"remember_device"`
}

func (in input) check() error {
	reasons := password.CheckPresent("password", in.Password)
	if in.Username == "" {
		reasons = append(reasons, fault.Required("username"))
	}
	return fault.Check(slices.Clip(reasons)...)
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	if err := in.check(); err != nil {
		return api.Reply{}, err
	}
	a, err := h.begin(ctx, in.Username, r, h.now())
	if err != nil {
		return api.Reply{}, err
	}
	a.remember = in.Remember
	if err := h.verify(ctx, &a, in.Password); err != nil {
		return api.Reply{}, err
	}
	if h.confirm && !a.user.EmailConfirmed {
		return api.Reply{}, h.unconfirmed(ctx, a)
	}
	if methods := h.staff.Offered(a.user, a.user.SignInMethods(a.rollout, a.at)); len(methods) > 0 {
		return h.challenge(ctx, a, methods)
	}
	return h.signIn(ctx, a, r)
}

// unconfirmed refuses a user with the right password whose address is not confirmed, and gives the
// challenge of the confirmation. Another code is mailed only where that challenge is no longer valid.
func (h handler) unconfirmed(ctx context.Context, a attempt) error {
	p, err := h.confirmation(ctx, a)
	if err != nil {
		return account.ErrEmailUnconfirmed.Because(err)
	}
	return api.WithChallenge(account.ErrEmailUnconfirmed, p)
}

func (h handler) confirmation(ctx context.Context, a attempt) (passcode.Passcode, error) {
	if !a.user.Confirmation.Valid(a.at) {
		return h.issue(ctx, a, confirmationOf(a.user))
	}
	p, err := h.codes.Passcode(ctx, a.user.Confirmation.Challenge)
	switch {
	case errors.Is(err, passcode.ErrClosed), err == nil && (!p.Valid(a.at) || !p.ValidFor(a.user)):
		return h.issue(ctx, a, confirmationOf(a.user))
	case err != nil:
		return passcode.Passcode{}, err
	}
	h.refundAndRehash(ctx, a)
	return p, nil
}

func confirmationOf(u account.User) passcode.Request {
	return passcode.Request{User: u, Purpose: passcode.ConfirmEmail, Channel: account.Email}
}

// undeliveredToStaff tells staff of other ways to sign in: there may be nobody else to ask.
var undeliveredToStaff = passcode.ErrUndelivered.Saying("The code could not be sent. Try again later. " +
	"If your mailbox or number is lost, ask another admin to reset your second factor, or the operator of the service to invoke recover-admin.")

func (h handler) challenge(ctx context.Context, a attempt, methods account.FactorTypes) (api.Reply, error) {
	p, err := h.issue(ctx, a, passcode.Request{User: a.user, Purpose: passcode.SignIn, Remember: a.remember}.By(methods, methods.First()))
	if errors.Is(err, passcode.ErrUndelivered) && a.user.Role.Staff() {
		return api.Reply{}, undeliveredToStaff.Because(err)
	}
	if err != nil {
		return api.Reply{}, err
	}
	return api.Accepted(wire.ChallengedOf(p)), nil
}

func (h handler) issue(ctx context.Context, a attempt, q passcode.Request) (passcode.Passcode, error) {
	var p passcode.Passcode
	var g errgroup.Group
	g.Go(func() (err error) {
		p, err = h.issuer.From(a.device).Issue(ctx, q, a.at)
		return err
	})
	g.Go(func() error { h.refundAndRehash(ctx, a); return nil })
	return p, g.Wait()
}

func (h handler) signIn(ctx context.Context, a attempt, r *api.Request) (api.Reply, error) {
	t, err := token.New(token.Session, h.random, int64(a.user.ID))
	if err != nil {
		return api.Reply{}, err
	}
	s := h.lifetimes.Begin(t, a.user, r.Address(), r.UserAgent(), a.at).With(session.ByPassword)
	// These are three writes, because a transaction would cost twice as much and guard nothing: if
	// another of them fails, nobody was told the token of the session, and a session of an earlier
	// epoch is not valid.
	e := device.SignIn{User: a.user, Known: a.device, Remember: a.remember, Address: r.Address(), UserAgent: r.UserAgent(), At: a.at}
	var others device.Others
	var g errgroup.Group
	g.Go(func() error { others = h.keeper.Others(ctx, e); return nil })
	g.Go(func() error { return h.sessions.RenewSession(ctx, s, r.Renews(a.user.ID)) })
	g.Go(func() error { return h.record(ctx, a) })
	g.Go(func() error { h.refundAndRehash(ctx, a); return nil })
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	metric.Count(ctx, metric.SignIns)
	shown, err := h.keeper.SignedIn(ctx, e, others)
	r.Warn(err)
	a.user.LastLogin = a.at
	return api.OK(wire.SessionOf(t, s, a.user, a.at).Remembering(shown)), nil
}

// refundAndRehash follows a right password: the charge for a failure is refunded, and a hash of older
// parameters is replaced by one of today's, unless another sign-in was first.
func (h handler) refundAndRehash(ctx context.Context, a attempt) {
	a.warn(h.refund(ctx, a))
	if a.rehashed == "" {
		return
	}
	if err := h.users.Rehash(ctx, a.user, a.rehashed); !errors.Is(err, account.ErrChanged) {
		a.warn(err)
	}
}

// record refuses a user who may no longer sign in. A session that was stored is handed over, even
// where its sign-in could not be noted.
func (h handler) record(ctx context.Context, a attempt) error {
	err := h.users.RecordLogin(ctx, a.user, a.at)
	if errors.Is(err, account.ErrInvalidCredentials) {
		return err
	}
	a.warn(err)
	return nil
}
