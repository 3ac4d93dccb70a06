package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/retention"
)

const day = 24 * time.Hour

// setUp leaves the edge out, where a call takes longer than it does anywhere else.
func setUp(t *testing.T) (*world.World, handler) {
	t.Helper()
	w := world.New(t)
	return w, handler{
		tables: w.Direct(t),
		rules:  retention.Rules{Unconfirmed: 7 * day, Keys: 30 * day},
		pages:  200,
		now:    w.Now,
	}
}

type row = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func flag(b bool) types.AttributeValue   { return &types.AttributeValueMemberBOOL{Value: b} }
func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}
func at(t time.Time) types.AttributeValue { return number(t.Unix()) }
func merge(parts ...row) (whole row) {
	whole = row{}
	for _, p := range parts {
		maps.Copy(whole, p)
	}
	return whole
}

// Of every kind, the even ones are due and the odd ones are not.
func even(i int) bool { return i%2 == 0 }

func pick[T any](i int, ifDue, other T) T {
	if i%2 == 0 {
		return ifDue
	}
	return other
}

// passcodes of which half of those that are due were used, and the other half has expired.
func passcodes(now time.Time) func(int) row {
	return func(i int) row {
		used, expired := i%4 == 0, i%4 == 2
		left := time.Hour
		if expired {
			left = -time.Second
		}
		return row{"id": text(fmt.Sprint("p", i)), "user_id": number(7), "active": flag(!used), "expiration": at(now.Add(left))}
	}
}

func sessions(now time.Time) func(int) row {
	return func(i int) row {
		return row{"user_id": number(int64(i)), "token_hash": text("h"), "expires_at": at(now.Add(pick(i, -time.Second, time.Hour)))}
	}
}

func pins(now time.Time) func(int) row {
	return func(i int) row {
		return row{"user_id": number(int64(i)), "pin": text("1."), "expires_at": at(now.Add(pick(i, -time.Second, time.Hour)))}
	}
}

func counts(now time.Time) func(int) row {
	return func(i int) row {
		return row{"scope": text(fmt.Sprint("s", i)), "window": number(1), "expires_at": at(now.Add(pick(i, -time.Second, time.Hour)))}
	}
}

func keys(now time.Time) func(int) row {
	return func(i int) row {
		return row{
			"id": number(int64(i + 1)), "active": flag(false), "key_hash": text("h"),
			"updated_at": at(now.Add(pick(i, -31*day, -29*day))), "expires_at": at(now.Add(-20 * day)),
		}
	}
}

// user is one whom nobody ever proved to be, for ten days, as the index has them.
func user(now time.Time, i int) row {
	return row{
		"id": number(int64(i + 1)), "username": text(fmt.Sprint("u", i)), "email": text(fmt.Sprint("u", i, "@x.example")),
		"email_confirmed": flag(false), "role": text("user"), "status": text("active"), "version": number(1), "created_at": at(now.Add(-10 * day)),
		"unconfirmed": number(int64(i % 8)),
	}
}

// users of whom the odd ones stay, each for another reason. The index is behind, and has all of
// them: what decides is the user.
func users(now time.Time) func(int) row {
	reasons := []row{
		{"email_confirmed": flag(true)}, {"last_login": at(now)}, {"role": text("admin")}, {"role": text("support")}, {"created_at": at(now.Add(-6 * day))},
	}
	return func(i int) row {
		if even(i) {
			return user(now, i)
		}
		return merge(user(now, i), reasons[i/2%len(reasons)])
	}
}

func claimOf(kind, end string) func(int) row {
	return func(i int) row {
		return row{"value": text(fmt.Sprint(kind, "#u", i, end)), "user_id": number(int64(i + 1))}
	}
}

func seedUsers(t *testing.T, w *world.World, n int, of func(int) row) {
	t.Helper()
	testdb.Seed(t, w.Tables.Users, n, of)
	testdb.Seed(t, w.Tables.Claims, n, claimOf("username", ""))
	testdb.Seed(t, w.Tables.Claims, n, claimOf("email", "@x.example"))
}

// of ten thousand items all that are due go, and no other, and the second time none.
func TestTenThousandItems(t *testing.T) {
	w, h := setUp(t)
	now := w.Now()
	testdb.Seed(t, w.Tables.Passcodes, 2000, passcodes(now))
	testdb.Seed(t, w.Tables.Sessions, 2000, sessions(now))
	testdb.Seed(t, w.Tables.SupportPINs, 100, pins(now))
	testdb.Seed(t, w.Tables.Throttles, 2000, counts(now))
	testdb.Seed(t, w.Tables.RegistrationKeys, 1000, keys(now))
	seedUsers(t, w, 1000, users(now))
	want := map[string]int{"Passcodes": 1000, "Sessions": 1000, "SupportPins": 50, "Throttles": 1000 + 6, "RegistrationKeys": 500, "Users": 500, "Claims": 1000}
	for range 2 {
		if err := h.serve(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.Count(t); !maps.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	for table, attribute := range map[string]string{
		w.Tables.Passcodes: "id", w.Tables.Sessions: "user_id", w.Tables.Users: "username", w.Tables.Claims: "value", w.Tables.Throttles: "scope",
	} {
		for _, it := range w.Scan(t, table) {
			if i, found := index(it[attribute]); found && even(i) {
				t.Errorf("%s has %d still", table, i)
			}
		}
	}
}

// index is the number within an attribute.
func index(a types.AttributeValue) (int, bool) {
	var s string
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		s = strings.TrimSuffix(a.Value[strings.LastIndexByte(a.Value, '#')+1:], "@x.example")
	case *types.AttributeValueMemberN:
		s = a.Value
	}
	i, err := strconv.Atoi(strings.TrimLeft(s, "psu"))
	return i, err == nil
}

// Cut off by its share of pages, a run is gone on with where it stopped; then all begins again.
func TestGoesOnWhereItStopped(t *testing.T) {
	w, h := setUp(t)
	h.pages = 1 // of 250
	past := w.Now().Add(-time.Second)
	session := func(i int) row {
		return row{"user_id": number(int64(i)), "token_hash": text("h"), "expires_at": at(past)}
	}
	testdb.Seed(t, w.Tables.Sessions, 600, session)
	for _, left := range []int{350, 100, 0} {
		if err := h.serve(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := w.Count(t)["Sessions"]; n != left {
			t.Errorf("%d left, want %d", n, left)
		}
	}
	testdb.Seed(t, w.Tables.Sessions, 100, session)
	if err := h.serve(t.Context()); err != nil || w.Count(t)["Sessions"] != 0 {
		t.Errorf("%d left, %v", w.Count(t)["Sessions"], err)
	}
}

// With its time nearly up a run does nothing, without harm, and the next one does it.
func TestStopsBeforeTheDeadline(t *testing.T) {
	w, h := setUp(t)
	testdb.Seed(t, w.Tables.Sessions, 10, sessions(w.Now()))
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second)
	defer cancel()
	if err := h.serve(ctx); err != nil || w.Count(t)["Sessions"] != 10 {
		t.Errorf("%d left, %v", w.Count(t)["Sessions"], err)
	}
	if err := h.serve(t.Context()); err != nil || w.Count(t)["Sessions"] != 5 {
		t.Errorf("%d left, %v", w.Count(t)["Sessions"], err)
	}
}

// Half of a run's time is for reading, so that what was found is removed in the same run.
func TestHalfTheTimeIsForReading(t *testing.T) {
	now := time.Now()
	for left, want := range map[time.Duration]budget{
		0:                {now.Add(-5 * time.Second), now.Add(-10 * time.Second)},
		10 * time.Second: {now, now},
		2 * time.Minute:  {now.Add(55 * time.Second), now.Add(110 * time.Second)},
	} {
		ctx, cancel := context.WithDeadline(t.Context(), now.Add(left))
		if got := budgetOf(ctx, now); got != want {
			t.Errorf("%s: %+v, want %+v", left, got, want)
		}
		cancel()
	}
	if got, want := budgetOf(t.Context(), now), (budget{now.Add(145 * time.Second), now.Add(290 * time.Second)}); got != want {
		t.Errorf("without a deadline: %+v, want %+v", got, want)
	}
}

// What was written to after it was found is kept, and counted as kept.
func TestWhatWasRenewedIsKept(t *testing.T) {
	w, h := setUp(t)
	testdb.Seed(t, w.Tables.Sessions, 4, sessions(w.Now()))
	for _, sw := range h.tables.Sweeps(h.rules, w.Now()) {
		if sw.Name != "sessions" {
			continue
		}
		found, err := h.look(t.Context(), sw, dynamo.Cursor{}, time.Now().Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		w.Set(t, w.Tables.Sessions, row{"user_id": number(2), "token_hash": text("h")}, row{"expires_at": at(w.Now().Add(time.Hour))})
		var got result
		if _, err := h.remove(t.Context(), found, dynamo.Cursor{}, &got, time.Now().Add(time.Minute)); err != nil || got.removed != 1 || got.kept != 1 {
			t.Errorf("%+v, %v", got, err)
		}
		if n := w.Count(t)["Sessions"]; n != 3 {
			t.Errorf("%d sessions", n)
		}
		return
	}
	t.Error("sessions are not swept")
}

// Far more than usual is believed of what would go in time by itself, and of nothing else.
func TestFarMoreThanUsual(t *testing.T) {
	w, h := setUp(t)
	now := w.Now()
	ctx, log := capture(t)
	seedUsers(t, w, 1001, func(i int) row { return user(now, i) })
	testdb.Seed(t, w.Tables.Sessions, 2*1001, sessions(now))
	err := h.serve(ctx)
	if err == nil || !strings.Contains(err.Error(), "accounts: 1001 of 1001") {
		t.Errorf("%v", err)
	}
	if n := w.Count(t); n["Users"] != 1001 || n["Claims"] != 2002 || n["Sessions"] != 1001 {
		t.Errorf("%v", n)
	}
	if !strings.Contains(log.String(), `"level":"ERROR"`) || !strings.Contains(log.String(), "accounts: 1001 of 1001") {
		t.Errorf("%s", log)
	}
	h.rules.Unconfirmed = 11 * day
	if err := h.serve(t.Context()); err != nil {
		t.Errorf("with none due: %v", err)
	}
}

func capture(t *testing.T) (context.Context, *strings.Builder) {
	t.Helper()
	log := new(strings.Builder)
	return world.Logged(t.Context(), log), log
}

// an event says when, and nothing else; one line says what was done.
func TestWhateverTheEventSays(t *testing.T) {
	w, h := setUp(t)
	sample, err := os.ReadFile("../../events/cleanup.json")
	if err != nil {
		t.Fatal(err)
	}
	invoked := lambda.NewHandler(h.serve)
	for _, payload := range []string{string(sample), `{"tables":["Users"],"all":true,"now":"2099-01-01T00:00:00Z"}`, `null`, `""`} {
		testdb.Seed(t, w.Tables.Sessions, 4, sessions(w.Now()))
		ctx, log := capture(t)
		if _, err := invoked.Invoke(ctx, []byte(payload)); err != nil {
			t.Errorf("%s: %v", payload, err)
		}
		if n := w.Count(t)["Sessions"]; n != 2 {
			t.Errorf("%s: %d sessions left", payload, n)
		}
		if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), `"sessions":{"seen":4,"removed":2,"kept":0}`) {
			t.Errorf("%s", log)
		}
	}
}

// The account that a key made is forgotten with it, whether or not the key is there still.
func TestKeysForgetAbandonedAccounts(t *testing.T) {
	w, h := setUp(t)
	ids := map[string]account.ID{}
	tokens := w.Keys(t, 2, nil)
	for i, name := range []string{"mary", "anne"} {
		u := w.User(t, name, func(u *account.User) { u.Username, u.Email = "x"+name, "x"+name+"@x.example" })
		u.ID, u.Username, u.Email, u.EmailConfirmed, u.RegistrationKey = u.ID^1, name, name+"@x.example", false, tokens[i].ID()
		u.Profile = "{}"
		key := w.Key(t, tokens[i])
		if err := w.Store.CreateUser(t.Context(), &key, u, nil, false); err != nil {
			t.Fatal(err)
		}
		ids[name] = u.ID
	}
	w.Delete(t, w.Tables.RegistrationKeys, row{"id": number(tokens[1].ID())})
	w.Pass(8 * day)
	if err := h.serve(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, id := range ids {
		if _, err := w.Store.User(t.Context(), id); !errors.Is(err, account.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if k := w.Key(t, tokens[0]); k.UsedBy != 0 || k.Active || w.Count(t)["RegistrationKeys"] != 1 {
		t.Errorf("%+v", k)
	}
	if n := w.Count(t)["Profiles"]; n != 0 {
		t.Errorf("%d profiles are left", n)
	}
}
