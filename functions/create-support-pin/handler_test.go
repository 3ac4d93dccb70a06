package main

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Users, w.Now, handler{users: w.Store, pins: w.Store, maker: world.PINs(t), now: w.Now}.serve)
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{}, 401, "token_missing"},
		{"of no role known here", world.As(account.User{ID: 7, Role: "root"}, "", ""), 403, "forbidden"},
		{"deleted in between", world.As(account.User{ID: 7, Role: account.RoleUser}, "", ""), 404, "user_not_found"},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if n := w.Count(t); len(n) != 0 {
		t.Errorf("stored %v", n)
	}
}

// users make PINs for themselves, for a day, and it is not readable where it is stored.
func TestCreate(t *testing.T) {
	w, h := setUp(t)
	for _, u := range []account.User{
		w.User(t, "mary", nil), w.Staff(t, "anne", account.RoleSupport), w.Staff(t, "boss", account.RoleAdmin),
	} {
		before := w.Now()
		a := world.Do(t, h, world.As(u, "", ""))
		got := world.Into[wire.SupportPIN](t, a)
		if a.Status != 201 || supportpin.Digits(got.PIN).Check() != nil || got.ExpiresAt == nil {
			t.Fatalf("%s: %d %s", u.Username, a.Status, a.Body)
		}
		ends, err := time.Parse(time.RFC3339, *got.ExpiresAt)
		if late := ends.Sub(before.Add(24 * time.Hour)); err != nil || late < 0 || late > 10*time.Second {
			t.Errorf("%s: expires at %s, %v", u.Username, *got.ExpiresAt, err)
		}
		if p, err := w.Store.PIN(t.Context(), u, w.Now()); err != nil || p.UserID != u.ID || !p.ExpiresAt.Equal(ends) {
			t.Errorf("%+v, %v", p, err)
		}
		for _, it := range w.Scan(t, w.Tables.SupportPINs) {
			for name, value := range it {
				s, isText := value.(*types.AttributeValueMemberS)
				n, isNumber := value.(*types.AttributeValueMemberN)
				if isText && s.Value == got.PIN || isNumber && n.Value == got.PIN {
					t.Errorf("R-101: %s has it as it is", name)
				}
			}
		}
	}
	if n := w.Count(t)["SupportPins"]; n != 3 {
		t.Errorf("%d PINs", n)
	}
}

// of twenty made at once one is left, which is one of those that were shown, with no try
// spent on it.
func TestTwentyAtOnce(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	var shown []string
	for _, a := range world.Parallel(t, h, 20, func(int) world.Call { return world.As(mary, "", "") }) {
		if a.Status != 201 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		shown = append(shown, world.Into[wire.SupportPIN](t, a).PIN)
	}
	p, err := w.Store.PIN(t.Context(), mary, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	left, err := world.PINKey(t).Decrypt(t.Context(), p)
	if err != nil || !slices.Contains(shown, string(left)) || p.Tries != 0 || w.Count(t)["SupportPins"] != 1 {
		t.Errorf("%+v, %v, %v", p, err, w.Count(t))
	}
}

// A new one takes the place of the one before, and forgets the tries at it.
func TestReplaces(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	w.PIN(t, mary)
	before, err := w.Store.TryPIN(t.Context(), mary, w.Now())
	if err != nil || before.Tries != 1 {
		t.Fatalf("%+v, %v", before, err)
	}
	w.Pass(time.Hour)
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Do(t, h, world.As(mary, "", "")) })
	after, err := w.Store.PIN(t.Context(), mary, w.Now())
	if a.Status != 201 || err != nil || after.Tries != 0 || after.Encrypted == before.Encrypted || after.ExpiresAt.Sub(before.ExpiresAt) < time.Hour {
		t.Errorf("%d %s, %+v, %v", a.Status, a.Body, after, err)
	}
	if calls.Rounds() > 2 {
		t.Errorf("%v", calls.Operations())
	}
}
