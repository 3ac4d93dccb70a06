package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
)

type handler struct {
	keys interface {
		RevokeServiceKey(ctx context.Context, id int64, now time.Time) error
	}
	now func() time.Time
}

// serve needs a recent sign-in: a thief of a session must not cut off other programs.
func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	now := h.now()
	if err := r.Fresh(now); err != nil {
		return api.Reply{}, err
	}
	id, ok := account.ParseID(r.Path("id")) // ids of keys are of the same form
	if !ok {
		return api.Reply{}, servicekey.ErrNotFound
	}
	if err := h.keys.RevokeServiceKey(ctx, int64(id), now); err != nil {
		return api.Reply{}, err
	}
	return api.NoContent(), nil
}
