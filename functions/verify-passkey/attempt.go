package main

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/webauthn"
	"latchkey/shared/edge/api"
)

// attempt is one assertion for a challenge.
type attempt struct {
	challenge passcode.Passcode
	user      account.User  // zero where nobody has the passkey
	passkey   factor.Factor // zero where there is none
	device    device.Device // on which the user is known; zero for none
	failure   []throttle.Charge
	remember  bool // whether the user is to be known on the device
	at        time.Time
}

// none is looked for where nobody has the passkey, so that the answer takes the same calls.
const none = "none"

// begin finds the challenge, and whose the passkey is. A challenge of a sign-in without a name is anybody's,
// so there the networks of the request have to have room for a failure, unless the user is known on the
// device. One that is stored was opened with a password or a session, and no count that a stranger can spend
// keeps its client out.
func (h handler) begin(ctx context.Context, r *api.Request, in input, given webauthn.Assertion, now time.Time) (attempt, error) {
	a := attempt{failure: throttle.LoginAddress.ByNetwork(h.throttles.Networks(r.Address()), now), remember: in.Remember, at: now}
	var shown device.Found
	var full error
	owner, name := account.ID(0), none
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		a.challenge, full, err = h.open(gctx, in.ChallengeID, a)
		return err
	})
	g.Go(func() (err error) {
		shown, err = r.Device().Find(gctx, h.store)
		return err
	})
	g.Go(func() error {
		found, factorID, err := h.store.PasskeyOwner(gctx, given.Credential())
		if err == nil {
			owner, name = found, factorID
		}
		return unlessGone(err)
	})
	if err := g.Wait(); err != nil {
		return attempt{}, err
	}
	if a.device = shown.Of(owner, now); full != nil && !a.device.Known() {
		return attempt{}, full
	}
	err := h.find(ctx, &a, owner, name)
	return a, err
}

// find reads the user and the passkey.
func (h handler) find(ctx context.Context, a *attempt, owner account.ID, name string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		a.user, err = account.OrNobody(h.store.User(ctx, owner))
		return err
	})
	g.Go(func() (err error) {
		a.passkey, err = h.store.Factor(ctx, owner, name)
		return unlessGone(err)
	})
	return g.Wait()
}

func unlessGone(err error) error {
	if errors.Is(err, factor.ErrNotFound) {
		return nil
	}
	return err
}

// open finds the challenge, and says whether the networks are full where that counts.
func (h handler) open(ctx context.Context, id string, a attempt) (p passcode.Passcode, full, err error) {
	if !passkey.Drawn(id) {
		p, err := h.store.Passcode(ctx, id)
		if err == nil && !p.TakesPasskey(a.at) {
			return passcode.Passcode{}, nil, passcode.ErrClosed
		}
		ask := h.site.Of(factor.Set{}, id)
		p.Ask = &ask
		return p, nil, err
	}
	expires, ok, err := h.challenges.Open(ctx, id, a.at)
	switch {
	case err != nil:
		return passcode.Passcode{}, nil, err
	case !ok:
		return passcode.Passcode{}, nil, passcode.ErrClosed
	}
	if err := h.store.Room(ctx, a.failure...); errors.Is(err, throttle.ErrLimited) {
		full = err
	} else if err != nil {
		return passcode.Passcode{}, nil, err
	}
	return passcode.Begin(h.site, id, expires, a.at), full, nil
}

// verify refuses all that is not right with one answer. Only who has the key of a passkey hears that there
// may be a copy.
func (h handler) verify(ctx context.Context, r *api.Request, a *attempt, given webauthn.Assertion) error {
	p := a.challenge
	if p.Unstored {
		p.UserID, p.Epoch = a.user.ID, a.user.SessionEpoch
	}
	if a.user.ID == 0 || a.user.Status != account.Active || a.user.ID != p.UserID {
		return h.refuse(ctx, *a, passkey.ErrInvalid)
	}
	signed, err := given.Verify(h.site, *p.Ask, a.passkey)
	switch {
	case errors.Is(err, passkey.ErrCloned):
		return h.cloned(ctx, r, *a)
	case err != nil:
		return h.refuse(ctx, *a, err)
	case !p.ValidFor(a.user):
		return passcode.ErrClosed
	}
	p.Use = factor.Use{Type: account.Passkey, ID: a.passkey.ID, Since: a.passkey.CreatedAt, Signed: &signed}
	a.challenge = p
	return nil
}

// refuse charges the failure to the networks. Where the challenge was opened with a proof, or the user is
// known on the device, that they are full changes nothing.
func (h handler) refuse(ctx context.Context, a attempt, refused error) error {
	metric.Count(ctx, metric.SignInFailures)
	var g errgroup.Group
	for _, c := range a.failure {
		g.Go(func() error { return h.store.Take(ctx, c) })
	}
	err := g.Wait()
	full := errors.Is(err, throttle.ErrLimited)
	if err != nil && !full || full && a.challenge.Unstored && !a.device.Known() {
		return err
	}
	return refused
}

// cloned records that two authenticators may have one key, and tells the user. Neither is let in: nobody
// can tell which one is theirs.
func (h handler) cloned(ctx context.Context, r *api.Request, a attempt) error {
	if err := h.store.RecordAct(ctx, audit.PasskeyCloned, a.user.ID, true); err != nil {
		return err
	}
	r.Warn(h.notices.Notify(ctx, a.user, message.PasskeyCloned, a.at))
	return h.refuse(ctx, a, passkey.ErrCloned)
}
