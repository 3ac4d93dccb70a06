package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

type handler struct {
	keys interface {
		IssueServiceKey(ctx context.Context, k servicekey.Key) error
	}
	requests idempotent.Requests
	random   io.Reader
	now      func() time.Time
}

type input struct {
	Name      string             `json:"name"`
	Scopes    []servicekey.Scope `json:"scopes"`
	ExpiresAt *string            `json:"expires_at"`
}

func (in input) order(now time.Time) servicekey.Order {
	o := servicekey.Order{Name: strings.TrimSpace(in.Name), Scopes: in.Scopes, ExpiresAt: now.Add(servicekey.Usual)}
	if in.ExpiresAt != nil {
		// A malformed time becomes the zero time, which is past and refused as such.
		at, _ := time.Parse(time.RFC3339, *in.ExpiresAt)
		o.ExpiresAt = at.UTC().Truncate(time.Second)
	}
	return o
}

// output is a new key with its plain text, which is shown this once.
type output struct {
	wire.ServiceKey
	Plain string `json:"service_key"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	in, err := api.Decode[input](r)
	if err != nil {
		return api.Reply{}, err
	}
	now := h.now()
	if err := r.Fresh(now); err != nil {
		return api.Reply{}, err
	}
	order := in.order(now)
	if err := fault.Check(order.Check(now)...); err != nil {
		return api.Reply{}, err
	}
	return h.requests.Once(ctx, r, func(idempotency.Run) (api.Reply, error) {
		k, t, err := h.issue(ctx, order, r.Caller.UserID, now)
		if err != nil {
			return api.Reply{}, err
		}
		return api.Created(output{wire.ServiceKeyOf(k), t.Reveal()}), nil
	})
}

// issue stores the key under an id that is free.
func (h handler) issue(ctx context.Context, o servicekey.Order, by account.ID, now time.Time) (k servicekey.Key, t token.Token, err error) {
	const draws = 3
	for range draws {
		if k, t, err = o.Draw(h.random, by, now); err != nil {
			break
		}
		if err = h.keys.IssueServiceKey(ctx, k); !errors.Is(err, servicekey.ErrTaken) {
			break
		}
	}
	return k, t, err
}
