package bulk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/bulk"
)

// an item that fails, or panics, is a 500 without a word of why, and fails alone.
func TestFailureOfAnItem(t *testing.T) {
	h := api.Handle(api.Anyone, time.Now, func(ctx context.Context, r *api.Request) (api.Reply, error) {
		none := func(string) []bulk.Name { return nil }
		return bulk.Each(ctx, r, bulk.Of([]string{"good", "panic", "error", "refused"}), none,
			func(_ context.Context, _ int, item string) (api.Reply, error) {
				switch item {
				case "panic":
					panic("hunter2")
				case "error":
					return api.Reply{}, errors.New("hunter2")
				case "refused":
					return api.Reply{}, account.ErrNotFound
				}
				return api.NoContent(), nil
			}), nil
	})
	a := world.Post(t, h, "")
	if got := a.Outcomes(t); got != "204, 500 internal_error, 500 internal_error, 404 user_not_found" || strings.Contains(a.Body, "hunter2") {
		t.Errorf("%s %s", got, a.Body)
	}
}
