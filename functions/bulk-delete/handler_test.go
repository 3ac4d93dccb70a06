package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler, account.User) {
	t.Helper()
	w := world.New(t)
	boss := account.NewDraft("boss", "boss@latchkey.example", "", "").User(1, "$argon2id$", w.Now())
	boss.Role, boss.EmailConfirmed, boss.Factors = account.RoleAdmin, true, account.Held(account.FactorEmail)
	if err := w.Store.CreateFirstAdmin(t.Context(), boss); err != nil {
		t.Fatal(err)
	}
	h := handler{users: w.Store, codes: w.Store, requests: w.Requests(t), issuer: w.Issuer, redeemer: w.Redeemer, notifier: w.Notifier, now: w.Now}
	return w, api.Handle(api.Admins, w.Now, h.serve), boss
}

func as(w *world.World, u account.User, body string) world.Call {
	return world.Call{
		Method: "DELETE", Body: body, Headers: map[string]string{},
		Caller: &api.Caller{UserID: u.ID, Role: u.Role, Session: "h", SignedInAt: w.Now()},
	}
}

func digits(ids []account.ID) string {
	var words []string
	for _, id := range ids {
		words = append(words, id.String())
	}
	return strings.Join(words, ",")
}

func body(ids ...account.ID) string { return `{"ids":[` + digits(ids) + `]}` }

// ask makes the first of the two requests and gives the second.
func ask(t *testing.T, w *world.World, h world.Handler, c world.Call) world.Call {
	t.Helper()
	a := world.Do(t, h, c)
	asked := world.Into[wire.Challenged](t, a)
	got := asked.Challenge
	if a.Status != 202 || asked.Result != "challenge" || got.Purpose != "bulk_delete" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	c.Headers = map[string]string{"Challenge-Id": got.ID, "Challenge-Code": w.Code(t, "boss@latchkey.example")}
	return c
}

func three(t *testing.T, w *world.World) (ids []account.ID) {
	t.Helper()
	for _, name := range []string{"mary", "anne", "rose"} {
		ids = append(ids, w.User(t, name, func(u *account.User) { u.PhoneNumber = fmt.Sprintf("+4477009001%02d", len(name)+len(ids)) }).ID)
	}
	return ids
}

func left(t *testing.T, w *world.World, want int) {
	t.Helper()
	if n := w.Count(t)["Users"]; n != want {
		t.Errorf("%d users are left, want %d", n, want)
	}
}

func TestOnlyAdmins(t *testing.T) {
	w, h, _ := setUp(t)
	ids := three(t, w)
	for _, role := range []account.Role{account.RoleUser, account.RoleSupport} {
		if a := world.Do(t, h, as(w, account.User{ID: ids[0], Role: role}, body(ids...))); a.Status != 403 {
			t.Errorf("%s: %d %s", role, a.Status, a.Body)
		}
	}
	if w.Outbox.Delivered() != 0 {
		t.Error("a code was sent")
	}
}

// refused as a whole, and no code is sent.
func TestRefusedBeforeAnyWork(t *testing.T) {
	w, h, boss := setUp(t)
	many := slices.Repeat([]account.ID{7}, 101)
	for _, c := range []struct {
		name, body, query, key string
		status                 int
		code                   string
	}{
		{"nothing", "", "", "k", 422, "invalid_fields"},
		{"null", `null`, "", "k", 400, "wrong_type"},
		{"no ids", body(), "", "k", 422, "invalid_fields"},
		{"an id that is null", `{"ids":[null]}`, "", "k", 422, "invalid_fields"},
		{"101 ids", body(many...), "", "k", 422, "invalid_fields"},
		{"101 ids in the query", "", "ids=" + digits(many), "k", 422, "invalid_fields"},
		{"a word", `{"ids":["mary"]}`, "", "k", 400, "wrong_type"},
		{"an id below all", `{"ids":[7,-1]}`, "", "k", 400, "wrong_type"},
		{"an id beyond all", `{"ids":[7,9007199254740993]}`, "", "k", 400, "wrong_type"},
		{"an id beyond all in the query", "", "ids=7,9007199254740993", "k", 400, "wrong_type"},
		{"half an id", `{"ids":[1.5]}`, "", "k", 400, "wrong_type"},
		{"an empty query", "", "ids=", "k", 400, "wrong_type"},
		{"an empty query with ids in the body", body(7), "ids=", "k", 400, "ids_twice"},
		{"a word in the query", "", "ids=1,mary", "k", 400, "wrong_type"},
		{"R-129: body and query", body(7), "ids=7", "k", 400, "ids_twice"},
		{"users", `{"users":[7]}`, "", "k", 400, "unknown_member"},
		{"a key that is none", body(7), "", "a b", 422, "invalid_fields"},
	} {
		call := as(w, boss, c.body)
		call.Query, call.Headers["Idempotency-Key"] = c.query, c.key
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Do(t, h, call) })
		if a.Status != c.status || a.Code(t) != c.code || len(calls) != 0 {
			t.Errorf("%s: %d %s, %d calls", c.name, a.Status, a.Body, len(calls))
		}
	}
	old := as(w, boss, body(7))
	old.Caller.SignedInAt = w.Now().Add(-16 * time.Minute)
	if a := world.Do(t, h, old); a.Status != 403 || a.Code(t) != "reauthentication_required" {
		t.Errorf("an old session: %d %s", a.Status, a.Body)
	}
	if n := w.Outbox.Delivered(); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
}

// the code is bound to its admin, its purpose and the very set of ids.
func TestCodes(t *testing.T) {
	w, h, boss := setUp(t)
	ids := three(t, w)
	good := ask(t, w, h, as(w, boss, body(ids[0], ids[1])))
	anne := w.User(t, "admin2", func(u *account.User) { u.Role, u.Factors = account.RoleAdmin, account.Held(account.FactorEmail) })
	single, singleCode := w.Issue(t, passcode.Request{User: boss, Purpose: passcode.DeleteUser, Channel: account.Email, Change: digits(ids[:2])})

	another := good
	another.Caller = as(w, anne, "").Caller
	wrongCode := map[string]string{"Challenge-Id": good.Headers["Challenge-Id"], "Challenge-Code": world.Wrong(good.Headers["Challenge-Code"])}
	for _, c := range []struct {
		name    string
		call    world.Call
		body    string
		headers map[string]string
		status  int
		code    string
	}{
		{"no code", good, good.Body, map[string]string{"Challenge-Id": "x"}, 422, "invalid_fields"},
		{"a wrong code", good, good.Body, wrongCode, 401, "invalid_code"},
		{"one more id", good, body(ids...), good.Headers, 410, "challenge_closed"},
		{"one id fewer", good, body(ids[0]), good.Headers, 410, "challenge_closed"},
		{"other ids", good, body(ids[0], ids[2]), good.Headers, 410, "challenge_closed"},
		{"another admin", another, good.Body, good.Headers, 410, "challenge_closed"},
		{"another purpose", good, good.Body, map[string]string{"Challenge-Id": single, "Challenge-Code": singleCode}, 410, "challenge_closed"},
	} {
		call := c.call
		call.Body, call.Headers = c.body, map[string]string{"Idempotency-Key": "key-1"}
		for name, value := range c.headers {
			call.Headers[name] = value
		}
		if a := world.Do(t, h, call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	left(t, w, 5)
}

// a user who is deleted is gone, with claims and sessions, and is told.
func TestDelete(t *testing.T) {
	w, h, boss := setUp(t)
	ids := three(t, w)
	mary, err := w.Store.User(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	w.Remember(t, mary)
	call := ask(t, w, h, as(w, boss, body(ids[0], 1234567, ids[1], ids[0])))
	call.Body = body(1234567, ids[1], ids[0], ids[0]) // the same set in another order
	a := world.Do(t, h, call)
	if got := a.Outcomes(t); got != "404 user_not_found, 204, 204, 409 duplicate_item ids:duplicate_item" {
		t.Error(got)
	}
	left(t, w, 2)
	if n := w.Count(t)["Devices"]; n != 0 {
		t.Errorf("%d known devices", n)
	}
	if n := w.Count(t)["Claims"]; n != 5 { // of the one left, of the admin, and the count of admins
		t.Errorf("%d claims", n)
	}
	for to, want := range map[string]int{"mary@latchkey.example": 1, "anne@latchkey.example": 1, "rose@latchkey.example": 0} {
		if n := len(w.Outbox.Messages(to)); n != want {
			t.Errorf("%d notices to %s", n, to)
		}
	}
	call.Body = body(1234567, ids[1], ids[0])
	if a := world.Do(t, h, call); a.Status != 410 {
		t.Errorf("the code works twice: %d %s", a.Status, a.Body)
	}
}

func TestIDsInTheQuery(t *testing.T) {
	w, h, boss := setUp(t)
	ids := three(t, w)
	c := as(w, boss, "")
	c.Query = "ids=" + digits(ids)
	if got := world.Do(t, h, ask(t, w, h, c)).Outcomes(t); got != "204, 204, 204" {
		t.Error(got)
	}
	left(t, w, 1)
}

// an admin may delete their own account while another admin is left.
func TestLastAdmin(t *testing.T) {
	w, h, boss := setUp(t)
	if got := world.Do(t, h, ask(t, w, h, as(w, boss, body(boss.ID)))).Outcomes(t); got != "409 last_admin" {
		t.Error(got)
	}
	left(t, w, 1)
	w.Pass(time.Minute)
	second := w.User(t, "second", func(u *account.User) { u.Factors = account.Held(account.FactorEmail) })
	if err := w.Store.UpdateUser(t.Context(), promotion(second)); err != nil {
		t.Fatal(err)
	}
	if got := world.Do(t, h, ask(t, w, h, as(w, boss, body(boss.ID)))).Outcomes(t); got != "204" {
		t.Error(got)
	}
	left(t, w, 1)
}

// one code, one run, however often it is asked for; under a key, one answer.
func TestAtOnce(t *testing.T) {
	for _, key := range []string{"", "key-1"} {
		w, h, boss := setUp(t)
		ids := three(t, w)
		call := ask(t, w, h, as(w, boss, body(ids...)))
		if key != "" {
			call.Headers["Idempotency-Key"] = key
		}
		done := map[string]int{}
		for _, a := range world.Parallel(t, h, 20, func(int) world.Call { return call }) {
			switch {
			case a.Status == 207 && a.Outcomes(t) == "204, 204, 204":
				done[a.Body]++
			case key != "" && a.Status == 409 && a.Code(t) == "request_in_progress":
			case key == "" && a.Status == 410:
			default:
				t.Errorf("%q: %d %s", key, a.Status, a.Body)
			}
		}
		left(t, w, 1)
		if len(done) != 1 || w.Outbox.Delivered() != 4 {
			t.Errorf("%q: %d answers, %d messages", key, len(done), w.Outbox.Delivered())
		}
		again := world.Do(t, h, call)
		if key != "" && done[again.Body] == 0 || key == "" && again.Status != 410 {
			t.Errorf("%q, again: %d %s", key, again.Status, again.Body)
		}
	}
}

// A code that was wrong leaves the key unused, for the right one.
func TestKeyOutlivesAWrongCode(t *testing.T) {
	w, h, boss := setUp(t)
	ids := three(t, w)
	call := ask(t, w, h, as(w, boss, body(ids...)))
	call.Headers["Idempotency-Key"] = "key-1"
	right := call.Headers["Challenge-Code"]
	call.Headers["Challenge-Code"] = world.Wrong(right)
	if a := world.Do(t, h, call); a.Status != 401 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	call.Headers["Challenge-Code"] = right
	if got := world.Do(t, h, call).Outcomes(t); got != "204, 204, 204" {
		t.Error(got)
	}
}

func promotion(u account.User) dynamo.Update {
	admin := u
	admin.Role = account.RoleAdmin
	return dynamo.Update{From: u, To: admin}
}
