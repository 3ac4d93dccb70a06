package main

import (
	"context"
	"time"

	"latchkey/shared/api"
	"latchkey/shared/dynamo"
)

type handler struct {
	store *dynamo.Store
	now   func() time.Time
}

// output has no secrets: what proves something is of no use to whoever it is about, and of
// use to whoever finds the file.
type output struct {
	User            api.User       `json:"user"`
	Sessions        []api.SignedIn `json:"sessions"`
	RegistrationKey *int64         `json:"registration_key_id"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	id, err := r.Subject()
	if err != nil {
		return api.Reply{}, err
	}
	user, err := h.store.User(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	stored, err := h.store.Sessions(ctx, id)
	if err != nil {
		return api.Reply{}, err
	}
	out := output{User: api.UserOf(user), Sessions: api.SignedInOf(stored, user, r.Caller, h.now())}
	if user.RegistrationKey != 0 {
		out.RegistrationKey = &user.RegistrationKey
	}
	return api.OK(out), nil
}
