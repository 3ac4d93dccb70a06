package idempotency_test

import (
	"testing"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/idempotency"
)

// The id of an item is the same in every run of its request, and no other's.
func TestUserIDs(t *testing.T) {
	key, err := idempotency.NewKey("a secret")
	other, otherErr := idempotency.NewKey("another")
	if err != nil || otherErr != nil {
		t.Fatal(err, otherErr)
	}
	if id := key.UserID(idempotency.Run{Digest: "d"}, 0); id != 0 {
		t.Errorf("%v without a key", id)
	}
	seen := map[account.ID]bool{}
	for _, k := range []idempotency.Key{key, other} {
		for _, run := range []idempotency.Run{{ID: "a", Digest: "d"}, {ID: "a", Digest: "e"}, {ID: "b", Digest: "d"}} {
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
