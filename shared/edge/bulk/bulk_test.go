package bulk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/bulk"
)

// an item that fails, or panics, is a 500 without a word of why, and fails alone.
func TestFailureOfAnItem(t *testing.T) {
	h := api.Handle(api.Anyone, func(ctx context.Context, r *api.Request) (api.Reply, error) {
		none := func(string) []bulk.Name { return nil }
		return api.MultiStatus(bulk.Answer{Results: bulk.Each(ctx, r, bulk.Of([]string{"good", "panic", "error", "refused"}), none,
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
			})}), nil
	})
	a := world.Post(t, h, "")
	if got := a.Outcomes(t); got != "204, 500 internal_error, 500 internal_error, 404 user_not_found" || strings.Contains(a.Body, "hunter2") {
		t.Errorf("%s %s", got, a.Body)
	}
}

// The id of an item is the same in every run of its request, and no other's.
func TestUserIDs(t *testing.T) {
	key, err := bulk.NewKey("a secret")
	other, otherErr := bulk.NewKey("another")
	if err != nil || otherErr != nil {
		t.Fatal(err, otherErr)
	}
	if id := key.UserID(bulk.Run{Digest: "d"}, 0); id != 0 {
		t.Errorf("%v without a key", id)
	}
	seen := map[account.ID]bool{}
	for _, k := range []bulk.Key{key, other} {
		for _, run := range []bulk.Run{{ID: "a", Digest: "d"}, {ID: "a", Digest: "e"}, {ID: "b", Digest: "d"}} {
			for index := range 100 {
				id := k.UserID(run, index)
				if parsed, ok := account.ParseID(id.String()); !ok || parsed != id || seen[id] {
					t.Fatalf("%v", id)
				}
				run.Token = "another run"
				if seen[id] = true; k.UserID(run, index) != id {
					t.Fatalf("%v changes with the run", id)
				}
			}
		}
	}
}
