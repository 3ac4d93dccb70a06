package main

import (
	"context"
	"io"
	"time"

	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	site       passkey.Site
	challenges passkey.Challenges
	random     io.Reader
	now        func() time.Time
}

// serve stores nothing: anybody can begin as many sign-ins as they like, and most are never finished,
// because a page begins one whenever it is opened.
func (h handler) serve(ctx context.Context, _ *api.Request) (api.Reply, error) {
	if !h.site.On() {
		return api.Reply{}, factor.ErrPasskeysOff
	}
	now := h.now()
	id, expires, err := h.challenges.Draw(ctx, h.random, now)
	if err != nil {
		return api.Reply{}, err
	}
	return api.OK(wire.ChallengedOf(passcode.Begin(h.site, id, expires, now))), nil
}
