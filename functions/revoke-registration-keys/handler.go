package main

import (
	"context"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/edge/api"
)

type handler struct {
	keys interface {
		RevokeKey(ctx context.Context, id int64, now time.Time) error
	}
	now func() time.Time
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, ok := account.ParseID(r.Path("id")) // ids of keys are of the same form
	if !ok {
		return api.Reply{}, registrationkey.ErrNotFound
	}
	if err := h.keys.RevokeKey(ctx, int64(id), h.now()); err != nil {
		return api.Reply{}, err
	}
	return api.NoContent(), nil
}
