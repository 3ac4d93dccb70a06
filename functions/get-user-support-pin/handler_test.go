package main

import (
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func TestGet(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Admins, w.Now, handler{users: w.Store, pins: w.Store, records: w.Store, key: world.PINKey(t), now: w.Now}.serve)
	mary, rose := w.User(t, "mary", nil), w.User(t, "rose", nil)
	support, boss := w.Staff(t, "support1", account.RoleSupport), w.Staff(t, "boss", account.RoleAdmin)
	pins := map[account.ID]string{}
	for _, u := range []account.User{mary, support, boss} {
		pins[u.ID] = w.PIN(t, u)
	}
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
		of     account.ID
	}{
		{"nobody", world.Call{Path: map[string]string{"id": mary.ID.String()}}, 401, "token_missing", 0},
		{"R-98: a user, another", world.As(rose, mary.ID.String(), ""), 403, "forbidden", 0},
		{"a user, their own", world.As(mary, mary.ID.String(), ""), 403, "forbidden", 0},
		{"a user, an unused id", world.As(mary, "1", ""), 403, "forbidden", 0},
		{"a user, no id", world.As(mary, "x", ""), 403, "forbidden", 0},
		{"support, another", world.As(support, mary.ID.String(), ""), 403, "forbidden", 0},
		{"support, their own", world.As(support, support.ID.String(), ""), 403, "forbidden", 0},
		{"support, an unused id", world.As(support, "1", ""), 403, "forbidden", 0},
		{"an admin, an unused id", world.As(boss, "1", ""), 404, "user_not_found", 0},
		{"an admin, no id", world.As(boss, "0"+mary.ID.String(), ""), 404, "user_not_found", 0},
		{"an admin, me", world.As(boss, "me", ""), 404, "user_not_found", 0},
		{"an admin, a user who has none", world.As(boss, rose.ID.String(), ""), 404, "support_pin_not_found", 0},
		{"an admin, a user", world.As(boss, mary.ID.String(), ""), 200, "", mary.ID},
		{"an admin, support", world.As(boss, support.ID.String(), ""), 200, "", support.ID},
		{"an admin, their own", world.As(boss, boss.ID.String(), ""), 200, "", boss.ID},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
		if got := world.Into[wire.SupportPIN](t, a); c.of != 0 && (got.PIN != pins[c.of] || got.ExpiresAt == nil) {
			t.Errorf("%s: %s", c.name, a.Body)
		}
	}
	w.Pass(24 * time.Hour)
	if a := world.Do(t, h, world.As(boss, mary.ID.String(), "")); a.Status != 404 || a.Code(t) != "support_pin_not_found" {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
}
