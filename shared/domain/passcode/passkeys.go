package passcode

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passkey"
)

// Enrolled finds what a user has enrolled.
type Enrolled interface {
	Factors(ctx context.Context, id account.ID) (factor.Set, error)
}

// Issue asks for a code, or for what the user has enrolled. Where a passkey can answer, the user's are read
// beside the writing, so that they cost no round trip. Almost always one of them is usable here. Where none
// is, as after a change of the domain, another challenge takes the place of the one that was written.
func (i Issuer) Issue(ctx context.Context, q Request, now time.Time) (Passcode, error) {
	if !i.Passkeys.On() {
		q = q.withoutPasskeys()
	}
	if !q.Methods.Include(account.Passkey) || !i.Passkeys.On() {
		p, err := i.issue(ctx, q, now)
		return i.asking(p, q, factor.Set{}), err
	}
	var p Passcode
	var enrolled factor.Set
	var g errgroup.Group
	g.Go(func() (err error) {
		p, err = i.issue(ctx, q, now)
		return err
	})
	g.Go(func() (err error) {
		enrolled, err = i.Enrolled.Factors(ctx, q.User.ID)
		return err
	})
	err := g.Wait()
	p = i.asking(p, q, enrolled)
	var unsure UnsureError
	if errors.As(err, &unsure) {
		return p, Unsure(p, unsure.error)
	}
	if err != nil {
		return p, err
	}
	if without := q.withoutPasskeys(); !p.Methods.Include(account.Passkey) && without.Factor != q.Factor {
		without.Supersedes = p.ID
		return i.issue(ctx, without, now)
	}
	return p, nil
}

// asking has the challenge say which passkeys answer it. Where none does, passkeys are not among its
// methods, unless it has no other: then a recovery code still answers it.
func (i Issuer) asking(p Passcode, q Request, enrolled factor.Set) Passcode {
	if !p.Methods.Include(account.Passkey) {
		return p
	}
	ask := i.Passkeys.Of(enrolled, p.ID)
	p.Ask = &ask
	if without := q.withoutPasskeys().Methods; len(ask.Allowed) == 0 && !without.Include(account.Passkey) {
		p.Methods, p.Ask = without, nil
	}
	return p
}

// withoutPasskeys asks in the other ways, if there are any. Where a passkey was to be asked for, the next
// one is.
func (q Request) withoutPasskeys() Request {
	others := slices.DeleteFunc(slices.Clone(q.Methods), func(t account.FactorType) bool { return t == account.Passkey })
	if len(others) == 0 {
		return q
	}
	if q.Methods = others; q.Factor == account.Passkey {
		return q.By(others, others.First())
	}
	return q
}

// Begin is the challenge of a sign-in without a name.
func Begin(s passkey.Site, id string, expires, now time.Time) Passcode {
	ask := s.SignIn(id)
	return Passcode{
		ID: id, Purpose: SignIn, Factor: account.Passkey, Methods: account.FactorTypes{account.Passkey},
		Active: true, Expiration: expires, CreatedAt: now, UpdatedAt: now, Ask: &ask, Unstored: true,
	}
}

// TakesPasskey holds where a passkey may answer: one is among the methods, whichever is open, and none has
// answered. Tries are not counted: nobody guesses a signature.
func (p Passcode) TakesPasskey(now time.Time) bool {
	return p.Active && now.Before(p.Expiration) && p.Methods.Include(account.Passkey) && p.Use.Type == ""
}

// ProofLifetime is how long the proof of a passkey answers a step-up.
const ProofLifetime = 5 * time.Minute

// Proven gives the challenge as a passkey has answered it, and the proof that redeems it, once.
func (k Key) Proven(ctx context.Context, p Passcode, now time.Time) (Passcode, Code) {
	proof := DrawProof()
	p.Expiration = now.Add(ProofLifetime)
	k.SetHash(ctx, &p, proof)
	return p, proof
}
