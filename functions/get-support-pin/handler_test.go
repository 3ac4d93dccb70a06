package main

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	return w, api.Handle(api.Users, w.Now, handler{users: w.Store, pins: w.Store, key: world.PINKey(t), now: w.Now}.serve)
}

func TestGet(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	pin := w.PIN(t, mary)
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
	}{
		{"nobody", world.Call{Method: "GET"}, 401, "token_missing"},
		{"a user who has none", world.As(anne, "", ""), 404, "support_pin_not_found"},
		{"R-98: the id of another", world.As(anne, mary.ID.String(), ""), 404, "support_pin_not_found"},
		{"the owner", world.As(mary, "", ""), 200, ""},
		{"the owner again", world.As(mary, "", ""), 200, ""},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
		if got := world.Into[wire.SupportPIN](t, a); c.status == 200 && (got.PIN != pin || got.ExpiresAt == nil) {
			t.Errorf("%s: %s", c.name, a.Body)
		}
	}
}

// What has expired is not shown while its item is still there.
func TestExpired(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	w.PIN(t, mary)
	w.Pass(24 * time.Hour)
	if a := world.Do(t, h, world.As(mary, "", "")); a.Status != 404 || w.Count(t)["SupportPins"] != 1 {
		t.Errorf("%d %s, %v", a.Status, a.Body, w.Count(t))
	}
}

// A PIN that an intruder made is not valid once the owner has ended all sessions.
func TestEndsWithTheSessions(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	w.PIN(t, mary)
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: mary, To: mary.SignOutEverywhere()}); err != nil {
		t.Fatal(err)
	}
	if a := world.Do(t, h, world.As(mary, "", "")); a.Status != 404 || a.Code(t) != "support_pin_not_found" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// moved to the item of another user it does not open, and nothing of it is shown.
func TestMoved(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	w.PIN(t, mary)
	w.PIN(t, anne)
	sealed := map[account.ID]string{}
	for _, u := range []account.User{mary, anne} {
		p, err := w.Store.PIN(t.Context(), u, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		sealed[u.ID] = p.Encrypted
	}
	w.Set(t, w.Tables.SupportPINs,
		map[string]types.AttributeValue{"user_id": &types.AttributeValueMemberN{Value: anne.ID.String()}},
		map[string]types.AttributeValue{"pin": &types.AttributeValueMemberS{Value: sealed[mary.ID]}})
	if a := world.Do(t, h, world.As(anne, "", "")); a.Status != 500 || a.Code(t) != "internal_error" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
