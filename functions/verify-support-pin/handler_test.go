package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	subjects, err := throttle.NewKey("a secret of the tests")
	if err != nil {
		t.Fatal(err)
	}
	h := handler{users: w.Store, pins: w.Store, limits: w.Store, records: w.Store, key: world.PINKey(t), throttles: subjects, now: w.Now}
	return w, api.Handle(api.Staff, w.Now, h.serve)
}

func body(pin string) string { return fmt.Sprintf(`{"pin":%q}`, pin) }

// agent is one of many members of staff.
func agent(n int) account.User {
	return account.User{ID: account.ID(1000 + n), Role: account.RoleSupport}
}

func tries(t *testing.T, w *world.World, u account.User) int {
	t.Helper()
	p, err := w.Store.PIN(t.Context(), u, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return p.Tries
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	mary, rose := w.User(t, "mary", nil), w.User(t, "rose", nil)
	pin := w.PIN(t, mary)
	id, good := mary.ID.String(), body(pin)
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{Path: map[string]string{"id": id}, Body: good}, 401, "token_missing"},
		{"R-98: a user, another", world.As(rose, id, good), 403, "forbidden"},
		{"a user, their own", world.As(mary, id, good), 403, "forbidden"},
		{"a user, an unused id", world.As(mary, "1", good), 403, "forbidden"},
		{"a user, no body", world.As(mary, id, ""), 403, "forbidden"},
		{"no id", world.As(agent(1), "0"+id, good), 404, "user_not_found"},
		{"me", world.As(agent(1), "me", good), 404, "user_not_found"},
		{"an unused id", world.As(agent(1), "1", good), 404, "user_not_found"},
		{"a user who has none", world.As(agent(1), rose.ID.String(), good), 404, "support_pin_not_found"},
		{"no body", world.As(agent(1), id, ""), 400, "malformed_json"},
		{"no PIN", world.As(agent(1), id, `{}`), 422, "invalid_fields"},
		{"an empty PIN", world.As(agent(1), id, body("")), 422, "invalid_fields"},
		{"five digits", world.As(agent(1), id, body(pin[:5])), 422, "invalid_fields"},
		{"seven digits", world.As(agent(1), id, body(pin+"0")), 422, "invalid_fields"},
		{"a line's end", world.As(agent(1), id, body(pin+"\n")), 422, "invalid_fields"},
		{"letters", world.As(agent(1), id, body("abcdef")), 422, "invalid_fields"},
		{"a number", world.As(agent(1), id, `{"pin":123456}`), 400, "wrong_type"},
		{"many PINs", world.As(agent(1), id, `{"pin":["`+pin+`"]}`), 400, "wrong_type"},
		{"R-52: one member more", world.As(agent(1), id, `{"pin":"`+pin+`","tries":0}`), 400, "unknown_member"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code || strings.Contains(a.Body, pin) {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := tries(t, w, mary); n != 0 {
		t.Errorf("%d tries are gone", n)
	}
}

// right or wrong, and nothing else; a right PIN is not used up.
func TestVerify(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	support, boss := w.Staff(t, "support1", account.RoleSupport), w.Staff(t, "boss", account.RoleAdmin)
	pin, annes := w.PIN(t, mary), w.PIN(t, anne)
	own := w.PIN(t, support)
	for annes == pin {
		annes = w.PIN(t, anne)
	}
	for _, c := range []struct {
		name      string
		by, of    account.User
		pin, want string
	}{
		{"support", support, mary, pin, `{"valid":true}`},
		{"an admin", boss, mary, pin, `{"valid":true}`},
		{"wrong", support, mary, world.Wrong(pin), `{"valid":false}`},
		{"another's", boss, mary, annes, `{"valid":false}`},
		{"of another, their own PIN", boss, anne, annes, `{"valid":true}`},
		{"their own", support, support, own, `{"valid":true}`},
		{"again", support, mary, pin, `{"valid":true}`},
	} {
		if a := world.Do(t, h, world.As(c.by, c.of.ID.String(), body(c.pin))); a.Status != 200 || a.Body != c.want {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if a, b := tries(t, w, mary), tries(t, w, anne); a != 2 || b != 0 {
		t.Errorf("%d and %d tries", a, b)
	}
	w.Pass(24 * time.Hour)
	if a := world.Do(t, h, world.As(support, mary.ID.String(), body(pin))); a.Status != 404 || a.Code(t) != "support_pin_not_found" {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
}

// A PIN proves nothing any more once the owner has ended all sessions, that of the user who made it
// among them; staff find none.
func TestEndsWithTheSessions(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	pin := w.PIN(t, mary)
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary, To: mary.SignOutEverywhere()}); err != nil {
		t.Fatal(err)
	}
	if a := world.Do(t, h, world.As(agent(1), mary.ID.String(), body(pin))); a.Status != 404 || a.Code(t) != "support_pin_not_found" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// after five wrong ones no PIN is right, until the user makes another.
func TestSixthTry(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	pin := w.PIN(t, mary)
	try := func(pin string) world.Answer {
		return world.Do(t, h, world.As(agent(1), mary.ID.String(), body(pin)))
	}
	for range 5 {
		if a := try(world.Wrong(pin)); a.Status != 200 || a.Body != `{"valid":false}` {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	for _, pin := range []string{pin, world.Wrong(pin)} {
		a := try(pin)
		wait, err := strconv.Atoi(a.Headers["retry-after"])
		if a.Status != 429 || a.Code(t) != "too_many_tries" || err != nil || wait < 24*3600-60 || wait > 24*3600 {
			t.Errorf("%d %s after %d", a.Status, a.Body, wait)
		}
	}
	if a := try(w.PIN(t, mary)); a.Status != 200 || a.Body != `{"valid":true}` {
		t.Errorf("another PIN: %d %s", a.Status, a.Body)
	}
}

// of fifty wrong ones at once five are compared; then the right one is refused.
func TestFiftyAtOnce(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	pin := w.PIN(t, mary)
	answers := map[string]int{}
	for _, a := range world.Parallel(t, h, 50, func(i int) world.Call {
		return world.As(agent(i), mary.ID.String(), body(world.Wrong(pin)))
	}) {
		answers[fmt.Sprint(a.Status, a.Code(t))]++
	}
	if answers["200"] != 5 || answers["429too_many_tries"] != 45 {
		t.Errorf("%v", answers)
	}
	if a := world.Do(t, h, world.As(agent(50), mary.ID.String(), body(pin))); a.Status != 429 || a.Code(t) != "too_many_tries" {
		t.Errorf("then the right one: %d %s", a.Status, a.Body)
	}
}

// A right one that is on its way gives back what it took of its own PIN, and not of the next.
func TestReplacedInBetween(t *testing.T) {
	w, _ := setUp(t)
	mary := w.User(t, "mary", nil)
	w.PIN(t, mary)
	before, err := w.Store.TryPIN(t.Context(), mary, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	w.PIN(t, mary)
	if _, err := w.Store.TryPIN(t.Context(), mary, w.Now()); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.ReturnTry(t.Context(), before); err != nil || tries(t, w, mary) != 1 {
		t.Errorf("%d tries, %v", tries(t, w, mary), err)
	}
}

// twenty an hour for each agent, whomever they are of and however they end.
func TestAgents(t *testing.T) {
	w, h := setUp(t)
	w.Pass(w.Now().Truncate(time.Hour).Add(time.Hour).Sub(w.Now()))
	mary := w.User(t, "mary", nil)
	pin := w.PIN(t, mary)
	for i := range 20 {
		id, status := mary.ID.String(), 200
		if i%2 == 1 {
			id, status = "1", 404
		}
		if a := world.Do(t, h, world.As(agent(1), id, body(pin))); a.Status != status {
			t.Errorf("%d. try: %d %s", i+1, a.Status, a.Body)
		}
	}
	a := world.Do(t, h, world.As(agent(1), mary.ID.String(), body(pin)))
	if a.Status != 429 || a.Code(t) != "too_many_requests" || a.Headers["retry-after"] == "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := world.Do(t, h, world.As(agent(2), mary.ID.String(), body(pin))); a.Status != 200 {
		t.Errorf("another agent: %d %s", a.Status, a.Body)
	}
	w.Pass(time.Hour)
	if a := world.Do(t, h, world.As(agent(1), mary.ID.String(), body(pin))); a.Status != 200 {
		t.Errorf("an hour later: %d %s", a.Status, a.Body)
	}
}

// moved to another's item it proves nothing of either.
func TestMoved(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	pin := w.PIN(t, mary)
	w.PIN(t, anne)
	p, err := w.Store.PIN(t.Context(), mary, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	w.Set(t, w.Tables.SupportPINs,
		map[string]types.AttributeValue{"user_id": &types.AttributeValueMemberN{Value: anne.ID.String()}},
		map[string]types.AttributeValue{"pin": &types.AttributeValueMemberS{Value: p.Encrypted}})
	if a := world.Do(t, h, world.As(agent(1), anne.ID.String(), body(pin))); a.Status != 500 || strings.Contains(a.Body, "valid") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestRounds(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	pin := w.PIN(t, mary)
	calls := w.Edge.During(func() { world.Do(t, h, world.As(agent(1), mary.ID.String(), body(pin))) })
	if calls.Rounds() > 4 {
		t.Errorf("%v", calls.Operations())
	}
}
