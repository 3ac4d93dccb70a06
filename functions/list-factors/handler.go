package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/staff"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	users interface {
		User(ctx context.Context, id account.ID) (account.User, error)
		Factors(ctx context.Context, id account.ID) (factor.Set, error)
	}
	records staff.Recorder
	domain  string // of the passkeys that can be used
	now     func() time.Time
}

type output struct {
	Factors       []wire.Factor       `json:"factors"`
	RecoveryCodes *wire.RecoveryCodes `json:"recovery_codes"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.TargetUser()
	if err != nil {
		return api.Reply{}, err
	}
	var user account.User
	var enrolled factor.Set
	g, reading := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		user, err = h.users.User(reading, id)
		return err
	})
	g.Go(func() (err error) {
		enrolled, err = h.users.Factors(reading, id)
		return err
	})
	if err := g.Wait(); err != nil {
		return api.Reply{}, err
	}
	if err := staff.RecordRead(ctx, h.records, r.Caller.UserID, audit.UserRead, id); err != nil {
		return api.Reply{}, err
	}
	return api.OK(output{wire.FactorsOf(user, enrolled, h.domain, h.now()), wire.RecoveryCodesOf(enrolled.Recovery)}), nil
}
