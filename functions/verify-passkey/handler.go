package main

import (
	"context"
	"io"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/metric"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/domain/webauthn"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	store      store
	challenges passkey.Challenges
	site       passkey.Site
	key        passcode.Key
	throttles  throttle.Key
	lifetimes  session.Lifetimes
	keeper     device.Keeper
	confirm    bool // whether an address is confirmed before its account can sign in
	notices    message.Hourly
	random     io.Reader
	now        func() time.Time
}

type store interface {
	device.Finder
	Passcode(ctx context.Context, id string) (passcode.Passcode, error)
	PasskeyOwner(ctx context.Context, credential []byte) (account.ID, string, error)
	User(ctx context.Context, id account.ID) (account.User, error)
	Factor(ctx context.Context, user account.ID, id string) (factor.Factor, error)
	Room(ctx context.Context, charges ...throttle.Charge) error
	Take(ctx context.Context, c throttle.Charge) error
	SignIn(ctx context.Context, p passcode.Passcode, u account.User, s session.Session, replaces string, now time.Time) error
	Prove(ctx context.Context, p passcode.Passcode, now time.Time) error
	UseDevice(ctx context.Context, d device.Device) error
	RecordAct(ctx context.Context, name audit.Name, subject account.ID, failed bool) error
}

type input struct {
	ChallengeID string          `json:"challenge_id"`
	Credential  wire.Credential `json:"credential"`
	Remember    bool            `json:"remember_device"`
}

func (in input) read() (webauthn.Assertion, error) {
	if reasons := passcode.CheckID(in.ChallengeID); len(reasons) > 0 {
		return webauthn.Assertion{}, fault.Check(reasons...)
	}
	return webauthn.ReadAssertion(jsontext.Value(in.Credential))
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	given, err := in.read()
	switch {
	case err != nil:
		return api.Reply{}, err
	case !h.site.On():
		return api.Reply{}, factor.ErrPasskeysOff
	}
	a, err := h.begin(ctx, r, in, given, h.now())
	if err != nil {
		return api.Reply{}, err
	}
	if err := h.verify(ctx, r, &a, given); err != nil {
		return api.Reply{}, err
	}
	if a.challenge.Purpose != passcode.SignIn {
		return h.prove(ctx, a)
	}
	return h.signIn(ctx, r, a)
}

// signIn spends the challenge and begins a session. A passkey that answers for itself stands for both
// factors: it is there, and it verified its user.
func (h handler) signIn(ctx context.Context, r *api.Request, a attempt) (api.Reply, error) {
	if a.challenge.Unstored && h.confirm && !a.user.EmailConfirmed {
		return api.Reply{}, account.ErrEmailUnconfirmed
	}
	t, err := token.New(token.Session, h.random, int64(a.user.ID))
	if err != nil {
		return api.Reply{}, err
	}
	methods := session.ByPasswordAnd(account.Passkey)
	if a.challenge.Unstored {
		methods = session.ByPasskey
	}
	s := h.lifetimes.Begin(t, a.user, r.Address(), r.UserAgent(), a.at).With(methods)
	e := a.event(r)
	var others device.Others
	var g errgroup.Group
	g.Go(func() error { others = h.keeper.Others(ctx, e); return nil })
	g.Go(func() error { return h.store.SignIn(ctx, a.challenge, a.user, s, r.Renews(a.user.ID), a.at) })
	g.Go(func() error { r.Warn(h.use(ctx, r, a)); return nil })
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	metric.Count(ctx, metric.SignIns)
	shown, err := h.keeper.SignedIn(ctx, e, others)
	r.Warn(err)
	a.user.LastLogin = a.at
	return api.OK(wire.SessionOf(t, s, a.user, a.at).Remembering(shown)), nil
}

// event is the sign-in as the keeper of devices has it.
func (a attempt) event(r *api.Request) device.SignIn {
	return device.SignIn{
		User: a.user, Known: a.device, Remember: a.remember || a.challenge.Remember, Mailed: a.challenge.Channel == account.Email,
		Address: r.Address(), UserAgent: r.UserAgent(), At: a.at,
	}
}

// use records that the user was right on the device that they are known on.
func (h handler) use(ctx context.Context, r *api.Request, a attempt) error {
	if !a.device.Known() {
		return nil
	}
	return h.store.UseDevice(ctx, a.device.Used(r.Address(), r.UserAgent(), a.at))
}

// prove gives the client what proves its next request, the one that the challenge is for.
func (h handler) prove(ctx context.Context, a attempt) (api.Reply, error) {
	p, proof := h.key.Proven(ctx, a.challenge, a.at)
	if err := h.store.Prove(ctx, p, a.at); err != nil {
		return api.Reply{}, err
	}
	return api.OK(wire.ProofOf(proof, p)), nil
}
