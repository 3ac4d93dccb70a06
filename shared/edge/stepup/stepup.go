// Package stepup has acts on the factors of a user proven by one of these. An act takes two requests: the
// first is answered with a challenge, and the second has its code.
package stepup

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

// Prover asks for codes, and takes them.
type Prover struct {
	Issuer   passcode.Issuer
	Redeemer passcode.Redeemer
	Notifier message.Notifier
}

// Act is an act on the factors of the user who calls.
type Act struct {
	User    account.User
	Purpose passcode.Purpose
	Change  string    // what exactly is to be done, so that the code is valid for nothing else
	Target  time.Time // since when the user has what the act is about; zero where it adds something
	At      time.Time
}

// Proof is the code that proves an act. Where there is none yet, it is the answer that asks for one.
type Proof struct {
	Code  *passcode.Passcode
	Asked *api.Reply
	user  account.User
}

// Prove takes the code of a repeated request, or asks for one.
func (p Prover) Prove(ctx context.Context, r *api.Request, a Act) (Proof, error) {
	answer, given, err := api.StepUp(r, a.Purpose, a.Change)
	switch {
	case err != nil:
		return Proof{}, err
	case !given:
		return p.ask(ctx, r, a)
	}
	code, _, err := p.Redeemer.Redeem(ctx, answer, a.At)
	if err != nil {
		return Proof{}, err
	}
	if code.UserID != a.User.ID {
		return Proof{}, passcode.ErrClosed
	}
	if err := code.Use.Proves(a.User.Factors, a.Target, a.At); err != nil {
		r.Warn(p.Redeemer.RefundFailure(ctx, code)) // the code was right
		return Proof{}, err
	}
	return Proof{Code: &code, user: a.User}, nil
}

// ask answers with a challenge. There is none where everything that could prove the act is too new for it.
func (p Prover) ask(ctx context.Context, r *api.Request, a Act) (Proof, error) {
	methods := a.User.Factors.Provers(a.Target, a.At)
	if len(methods) == 0 {
		return Proof{}, factor.ErrTooNew
	}
	q := passcode.Request{User: a.User, Purpose: a.Purpose, Change: a.Change, Device: r.Device()}
	challenge, err := p.Issuer.Issue(ctx, q.By(methods, methods.First()), a.At)
	if err != nil {
		return Proof{}, err
	}
	reply := api.Accepted(wire.ChallengedOf(challenge))
	return Proof{Asked: &reply}, nil
}

// Write does what was proven, and gives back what was charged for the code. That a recovery code proved it is
// told beside the act.
func (p Prover) Write(ctx context.Context, r *api.Request, proof Proof, write func() error) error {
	if proof.Code == nil {
		return write()
	}
	var g errgroup.Group
	g.Go(write)
	g.Go(func() error { r.Warn(p.Redeemer.RefundFailure(ctx, *proof.Code)); return nil })
	if err := g.Wait(); err != nil {
		return err
	}
	r.Warn(p.Notifier.NotifyUse(ctx, proof.user, proof.Code.Use))
	return nil
}
