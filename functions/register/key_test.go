package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/registration"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

func setUpKeyed(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	registrar := w.Registrar()
	registrar.Keys = &registration.Keys{Store: w.Store, Meter: w.Store, Throttles: w.Issuer.Throttles}
	return w, api.Handle(api.Anyone, w.Now, handler{registrar: registrar, requests: w.Requests(t), language: "en"}.serve)
}

func keyed(t *testing.T, name string, key string) string {
	t.Helper()
	return body(t, map[string]any{"username": name, "email": name + "@latchkey.example", "registration_key": key})
}

// usable counts the keys that could still be used.
func usable(t *testing.T, w *world.World, keys []token.Token) (n int) {
	t.Helper()
	for _, k := range keys {
		if stored := w.Key(t, k); stored.Active && stored.UsedBy == 0 {
			n++
		}
	}
	return n
}

// whatever is wrong with a key, and whatever else is wrong, the answer is the same.
func TestBadKeysAreOneRefusal(t *testing.T) {
	w, h := setUpKeyed(t)
	w.User(t, "taken", nil)
	keys := w.Keys(t, 3, nil)
	used, revoked, good := keys[0], keys[1], keys[2]
	bound := w.Keys(t, 1, func(o *registrationkey.Batch) { o.Email = "other@latchkey.example" })[0]
	expired := w.Keys(t, 1, func(o *registrationkey.Batch) { o.ExpiresAt = w.Now() })[0]
	forged, err := token.New(token.Registration, zeros{}, good.ID())
	if err != nil {
		t.Fatal(err)
	}
	if a := world.Post(t, h, keyed(t, "mary", used.Reveal())); a.Status != 201 {
		t.Fatal(a)
	}
	if err := w.Store.RevokeKey(t.Context(), revoked.ID(), w.Now()); err != nil {
		t.Fatal(err)
	}
	before, sent := w.Count(t), w.Outbox.Delivered()
	answers := map[string]bool{}
	for name, key := range map[string]any{
		"missing": nil, "empty": "", "malformed": "lkk_x", "a session's": "lks_" + good.Reveal()[4:], "another secret of an id": forged.Reveal(),
		"used": used.Reveal(), "revoked": revoked.Reveal(), "expired": expired.Reveal(), "another address's": bound.Reveal(),
	} {
		for _, changes := range []map[string]any{
			{"username": "free", "email": "free@latchkey.example"},
			{"username": "taken", "email": "taken@latchkey.example"},
			{"username": "a b", "email": "", "password": "short"},
		} {
			changes["registration_key"] = key
			a := world.Post(t, h, body(t, changes))
			if a.Status != 403 || a.Code(t) != "invalid_registration_key" {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
			answers[a.Body] = true
		}
	}
	if len(answers) != 1 {
		t.Errorf("%d answers: %v", len(answers), answers)
	}
	stored(t, w, before, sent)
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// A key expires while its item is still there.
func TestKeysExpire(t *testing.T) {
	w, h := setUpKeyed(t)
	key := w.Keys(t, 1, nil)[0]
	w.Pass(24*time.Hour + time.Second)
	if a := world.Post(t, h, keyed(t, "mary", key.Reveal())); a.Status != 403 || w.Count(t)["RegistrationKeys"] != 1 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestOpenRegistrationTakesNoKey(t *testing.T) {
	w, h := setUp(t, true)
	key := w.Keys(t, 1, nil)
	a := world.Post(t, h, keyed(t, "mary", key[0].Reveal()))
	if a.Status != 422 || !slices.Equal(a.Fields(t), []string{"registration_key: not_used"}) || usable(t, w, key) != 1 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	stored(t, w, map[string]int{"RegistrationKeys": 1, "AuditEvents": 1}, 0)
}

func TestAKeyMakesOneAccount(t *testing.T) {
	w, h := setUpKeyed(t)
	key := w.Keys(t, 1, func(o *registrationkey.Batch) { o.Email = "mary@latchkey.example" })[0]
	a := world.Post(t, h, body(t, map[string]any{"email": "Mary@Latchkey.Example", "registration_key": key.Reveal()}))
	out := world.Into[output](t, a)
	k := w.Key(t, key)
	if a.Status != 201 || k.Active || int64(k.UsedBy) != out.User.ID {
		t.Errorf("%d %s %+v", a.Status, a.Body, k)
	}
	if u, err := w.Store.User(t.Context(), k.UsedBy); err != nil || u.RegistrationKey != key.ID() {
		t.Errorf("%+v, %v", u, err)
	}
	stored(t, w, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "RegistrationKeys": 1, "Throttles": 4, "AuditEvents": 2}, 1)
	for name, table := range map[string]string{"keys": w.Tables.RegistrationKeys, "users": w.Tables.Users, "throttles": w.Tables.Throttles} {
		for _, it := range w.Scan(t, table) {
			for _, value := range it {
				if v, ok := value.(*types.AttributeValueMemberS); ok && v.Value == key.Reveal() {
					t.Errorf("R-49: the key is among the %s", name)
				}
			}
		}
	}
}

// with a valid key, fields are checked next, and the key stays unused.
func TestRefusedRegistrationsSpendNothing(t *testing.T) {
	w, h := setUpKeyed(t)
	w.User(t, "taken", nil)
	keys := w.Keys(t, 1, nil)
	for _, c := range []struct {
		changes map[string]any
		status  int
	}{
		{map[string]any{"password": "short"}, 422},
		{map[string]any{"username": "root"}, 409},
		{map[string]any{"username": "taken"}, 409},
	} {
		c.changes["registration_key"] = keys[0].Reveal()
		if a := world.Post(t, h, body(t, c.changes)); a.Status != c.status {
			t.Errorf("%v: %d %s", c.changes, a.Status, a.Body)
		}
	}
	if usable(t, w, keys) != 1 {
		t.Error("the key is used")
	}
	if a := world.Post(t, h, keyed(t, "mary", keys[0].Reveal())); a.Status != 201 {
		t.Errorf("the fourth use: %d %s", a.Status, a.Body)
	}
}

// five failed uses, and the sixth looks no further; the next day it may.
func TestFiveFailedUses(t *testing.T) {
	w, h := setUpKeyed(t)
	w.User(t, "taken", nil)
	key := w.Keys(t, 1, func(o *registrationkey.Batch) { o.ExpiresAt = w.Now().Add(72 * time.Hour) })[0].Reveal()
	for range 5 {
		if a := world.Post(t, h, keyed(t, "taken", key)); a.Status != 409 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	for _, name := range []string{"taken", "mary"} {
		if a := world.Post(t, h, keyed(t, name, key)); a.Status != 429 || a.Headers["retry-after"] == "" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	w.Pass(24 * time.Hour)
	if a := world.Post(t, h, keyed(t, "mary", key)); a.Status != 201 {
		t.Errorf("the next day: %d %s", a.Status, a.Body)
	}
}

// what fails by the client's doing is a failed use, and what fails by the service's is none.
func TestFailedUses(t *testing.T) {
	w, h := setUpKeyed(t)
	keys := w.Keys(t, 2, nil)
	throttled, tried := keys[0].Reveal(), keys[1].Reveal()
	w.Edge.Refuse(func(operation string) bool { return operation == "TransactWriteItems" })
	for range 6 {
		if a := world.Post(t, h, keyed(t, "mary", throttled)); a.Status != 503 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	w.Edge.Refuse(nil)
	weak := body(t, map[string]any{"password": "short", "registration_key": tried})
	for range 5 {
		if a := world.Post(t, h, weak); a.Status != 422 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	if a := world.Post(t, h, keyed(t, "john", tried)); a.Status != 429 || usable(t, w, keys) != 2 {
		t.Errorf("after five weak passwords: %d %s", a.Status, a.Body)
	}
	if a := world.Post(t, h, keyed(t, "mary", throttled)); a.Status != 201 || usable(t, w, keys) != 1 {
		t.Errorf("after six throttled tries: %d %s", a.Status, a.Body)
	}
}

// A user keeps the address that their key was for, and another key binds nobody to theirs.
func TestAKeyForOneAddressBindsIt(t *testing.T) {
	for _, bound := range []bool{true, false} {
		w, h := setUpKeyed(t)
		key := w.Keys(t, 1, func(o *registrationkey.Batch) {
			if bound {
				o.Email = "mary@latchkey.example"
			}
		})[0]
		if a := world.Post(t, h, keyed(t, "mary", key.Reveal())); a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		u, err := w.Store.User(t.Context(), w.Key(t, key).UsedBy)
		if err != nil || u.EmailBound != bound {
			t.Errorf("bound %v, want %v: %v", u.EmailBound, bound, err)
		}
	}
}

// mail that is refused gives the key back, as often as a mail may be asked for.
func TestUndeliveredRegistrationGivesTheKeyBack(t *testing.T) {
	w, h := setUpKeyed(t)
	keys := w.Keys(t, 1, nil)
	w.Outbox.Refuse(true)
	for range 3 {
		if a := world.Post(t, h, keyed(t, "mary", keys[0].Reveal())); a.Status != 503 || usable(t, w, keys) != 1 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	w.Outbox.Refuse(false)
	if a := world.Post(t, h, keyed(t, "mary", keys[0].Reveal())); a.Status != 429 || usable(t, w, keys) != 1 {
		t.Errorf("a fourth mail: %d %s", a.Status, a.Body)
	}
	w.Pass(time.Hour)
	if a := world.Post(t, h, keyed(t, "mary", keys[0].Reveal())); a.Status != 201 || usable(t, w, keys) != 0 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// of fifty who use one key, one gets an account.
func TestOneKeyInParallel(t *testing.T) {
	w, h := setUpKeyed(t)
	key := w.Keys(t, 1, nil)[0].Reveal()
	statuses := parallel(t, h, func(i int) string { return keyed(t, "mary"+strconv.Itoa(i), key) })
	if statuses[201] != 1 || statuses[403]+statuses[429] != 49 {
		t.Errorf("%v", statuses)
	}
	if n := w.Count(t); n["Users"] != 1 || n["Claims"] != 2 || n["Passcodes"] != 1 {
		t.Errorf("%v", n)
	}
}

// of fifty keys for one name, one is used.
func TestOneNameInParallel(t *testing.T) {
	w, h := setUpKeyed(t)
	keys := w.Keys(t, 50, nil)
	statuses := parallel(t, h, func(i int) string {
		return body(t, map[string]any{"email": fmt.Sprintf("mary%d@latchkey.example", i), "registration_key": keys[i].Reveal()})
	})
	if !maps.Equal(statuses, map[int]int{201: 1, 409: 49}) {
		t.Errorf("%v", statuses)
	}
	if n := w.Count(t); n["Users"] != 1 || n["Claims"] != 2 || usable(t, w, keys) != 49 {
		t.Errorf("%v, %d keys left", n, usable(t, w, keys))
	}
}

func parallel(t *testing.T, h world.Handler, of func(i int) string) map[int]int {
	t.Helper()
	const many = 50
	statuses := make([]int, many)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range many {
		request := of(i)
		done.Go(func() {
			start.Wait()
			statuses[i] = world.Post(t, h, request).Status
		})
	}
	start.Done()
	done.Wait()
	counts := map[int]int{}
	for _, status := range statuses {
		counts[status]++
	}
	return counts
}

// The failure that is taken ahead, and what a key costs besides.
func TestRoundsWithAKey(t *testing.T) {
	w, h := setUpKeyed(t)
	key := w.Keys(t, 1, nil)[0].Reveal()
	calls := w.Edge.During(func() { world.Post(t, h, keyed(t, "mary", key)) })
	if calls.Rounds() > 4 || w.Hasher.Computed() != 1 {
		t.Errorf("%d round trips, %d hashes: %v", calls.Rounds(), w.Hasher.Computed(), calls.Operations())
	}
	calls = w.Edge.During(func() { world.Post(t, h, keyed(t, "anne", key)) })
	// The key, and meanwhile whose the address is and whether it wants no mail.
	if calls.Rounds() != 1 || calls.Operations()["GetItem"] != 3 || w.Hasher.Computed() != 1 {
		t.Errorf("refused after %v", calls.Operations())
	}
}
