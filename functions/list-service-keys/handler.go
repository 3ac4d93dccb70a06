package main

import (
	"context"
	"fmt"
	"strconv"

	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

type handler struct {
	keys interface {
		ServiceKeys(ctx context.Context, after int64, limit int) (keys []servicekey.Key, last int64, err error)
	}
	cursors api.Cursors
}

type output struct {
	Keys       []wire.ServiceKey `json:"keys"`
	NextCursor *string           `json:"next_cursor"`
}

func (h handler) serve(ctx context.Context, r *api.Request) (api.Reply, error) {
	part, err := h.cursors.Part(r)
	if err != nil {
		return api.Reply{}, err
	}
	after, err := number(part.After)
	if err != nil {
		return api.Reply{}, err
	}
	keys, last, err := h.keys.ServiceKeys(ctx, after, part.Limit)
	if err != nil {
		return api.Reply{}, err
	}
	out := output{Keys: []wire.ServiceKey{}}
	for _, k := range keys {
		out.Keys = append(out.Keys, wire.ServiceKeyOf(k))
	}
	if last != 0 {
		out.NextCursor = h.cursors.Next(strconv.FormatInt(last, 10))
	}
	return api.OK(out), nil
}

// number reads the id that this list put into a cursor.
func number(after string) (int64, error) {
	if after == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(after, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("a cursor of this list names no id: %w", err)
	}
	return id, nil
}
