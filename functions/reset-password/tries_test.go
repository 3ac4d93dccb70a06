package main

import (
	"crypto/rand"
	"fmt"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

// tries of a stranger keep nobody out, not even from the stranger's own network.
func TestStrangerShutsNobodyOut(t *testing.T) {
	w, h := setUp(t, true)
	mary, code := granted(t, w, "mary", nil)
	for _, guess := range []string{drawn(t), drawn(t), drawn(t), "x", code[:20]} {
		world.Post(t, h, reset("mary", guess, next))
	}
	if a := world.Post(t, h, reset("mary", code, next)); a.Status != 204 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if n := w.Outbox.Messages(mary.Email); len(n) != 1 {
		t.Errorf("%d mails", len(n))
	}
}

// a client that knows the grant's id has three guesses at its secret, from all addresses together.
func TestTriesOfTheGrant(t *testing.T) {
	w, h := setUp(t, true)
	_, code := granted(t, w, "mary", nil)
	for n := range 4 {
		guess := world.Call{Body: reset("mary", forged(t, code), next), Address: fmt.Sprintf("198.51.100.%d", n)}
		if a := world.Do(t, h, guess); a.Status != map[bool]int{true: 403, false: 429}[n < 3] {
			t.Errorf("guess %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	if a := world.Post(t, h, reset("mary", code, next)); a.Status != 429 {
		t.Errorf("the right code, after them: %d %s", a.Status, a.Body)
	}
}

// who has the code of a grant that has expired uses up no tries of the next one.
func TestTriesOfAnExpiredGrant(t *testing.T) {
	w, h := setUp(t, true)
	mary, old := granted(t, w, "mary", func(u *account.User) { u.ResetGrant.Expires = w.Now() })
	for n := range 4 {
		if a := world.Do(t, h, world.Call{Body: reset("mary", old, next), Address: fmt.Sprintf("198.51.100.%d", n)}); a.Status != 403 {
			t.Errorf("try %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	code, err := token.NewGrant(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	again, err := mary.GrantReset(admin(t, w, "boss"), code.ID(), code.Hash(), w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary, To: again}); err != nil {
		t.Fatal(err)
	}
	if a := world.Post(t, h, reset("mary", code.Reveal(), next)); a.Status != 204 {
		t.Errorf("by the next grant: %d %s", a.Status, a.Body)
	}
}
