package main

import (
	"context"
	"errors"
	"io"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/idempotency"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/idempotent"
	"latchkey/shared/edge/wire"
)

type handler struct {
	keys interface {
		IssueKeys(ctx context.Context, keys []registrationkey.Key) error
	}
	requests idempotent.Requests
	lifetime time.Duration // of a key, unless the request has an expiry
	random   io.Reader
	now      func() time.Time
}

type input struct {
	Count     *int    `json:"count"`
	Note      string  `json:"note"`
	Email     *string `json:"email"`
	ExpiresAt *string `json:"expires_at"`
}

type output struct {
	Keys []issued `json:"keys"`
}

// issued is a new key with its plain text, which is shown this once.
type issued struct {
	wire.RegistrationKey
	Plain string `json:"registration_key"`
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
	batch, err := h.batch(in, now)
	if err != nil {
		return api.Reply{}, err
	}
	return h.requests.Once(ctx, r, func(idempotency.Run) (api.Reply, error) { return h.shown(ctx, batch, now) })
}

// shown issues the keys and shows them.
func (h handler) shown(ctx context.Context, batch registrationkey.Batch, now time.Time) (api.Reply, error) {
	keys, tokens, err := h.issue(ctx, batch, now)
	if err != nil {
		return api.Reply{}, err
	}
	out := output{}
	for i, k := range keys {
		out.Keys = append(out.Keys, issued{wire.RegistrationKeyOf(k), tokens[i].Reveal()})
	}
	return api.Created(out), nil
}

func (h handler) batch(in input, now time.Time) (registrationkey.Batch, error) {
	batch := registrationkey.Batch{Count: 1, Note: in.Note, ExpiresAt: now.Add(h.lifetime)}
	var reasons []fault.Field
	if in.Email != nil {
		// One that is blank is refused: the key would be anybody's.
		batch.Email = account.CanonicalEmail(*in.Email)
		reasons = account.CheckEmail(batch.Email)
	}
	if in.Count != nil {
		batch.Count = *in.Count
	}
	if in.ExpiresAt != nil {
		// A malformed time becomes the zero time, which is past and refused as such.
		at, _ := time.Parse(time.RFC3339, *in.ExpiresAt)
		batch.ExpiresAt = at.UTC().Truncate(time.Second)
	}
	return batch, fault.Check(append(reasons, batch.Check(now)...)...)
}

// issue stores the keys under ids that are free.
func (h handler) issue(ctx context.Context, batch registrationkey.Batch, now time.Time) (keys []registrationkey.Key, tokens []token.Token, err error) {
	const draws = 3
	for range draws {
		if keys, tokens, err = batch.Draw(h.random, now); err != nil {
			return nil, nil, err
		}
		if err = h.keys.IssueKeys(ctx, keys); !errors.Is(err, registrationkey.ErrTaken) {
			return keys, tokens, err
		}
	}
	return nil, nil, err
}
