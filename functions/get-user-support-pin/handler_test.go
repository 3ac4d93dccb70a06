package main

import (
	"testing"
	"time"

	"latchkey/shared/account"
	"latchkey/shared/api"
	"latchkey/shared/lambdatest"
)

func TestGet(t *testing.T) {
	w := lambdatest.New(t)
	h := api.Handle(api.Admins, handler{store: w.Store, key: lambdatest.PINKey(t), now: w.Now}.serve)
	mary, rose := w.User(t, "mary", nil), w.User(t, "rose", nil)
	support, boss := w.Staff(t, "support1", account.RoleSupport), w.Staff(t, "boss", account.RoleAdmin)
	pins := map[account.ID]string{}
	for _, u := range []account.User{mary, support, boss} {
		pins[u.ID] = w.PIN(t, u)
	}
	for _, c := range []struct {
		name   string
		call   lambdatest.Call
		status int
		code   string
		of     account.ID
	}{
		{"nobody", lambdatest.Call{Path: map[string]string{"id": mary.ID.String()}}, 401, "token_missing", 0},
		{"R-98: a user, another", lambdatest.As(rose, mary.ID.String(), ""), 403, "forbidden", 0},
		{"a user, himself", lambdatest.As(mary, mary.ID.String(), ""), 403, "forbidden", 0},
		{"a user, nobody's id", lambdatest.As(mary, "1", ""), 403, "forbidden", 0},
		{"a user, no id", lambdatest.As(mary, "x", ""), 403, "forbidden", 0},
		{"support, another", lambdatest.As(support, mary.ID.String(), ""), 403, "forbidden", 0},
		{"support, himself", lambdatest.As(support, support.ID.String(), ""), 403, "forbidden", 0},
		{"support, nobody's id", lambdatest.As(support, "1", ""), 403, "forbidden", 0},
		{"an admin, nobody's id", lambdatest.As(boss, "1", ""), 404, "user_not_found", 0},
		{"an admin, no id", lambdatest.As(boss, "0"+mary.ID.String(), ""), 404, "user_not_found", 0},
		{"an admin, me", lambdatest.As(boss, "me", ""), 404, "user_not_found", 0},
		{"an admin, whoever has none", lambdatest.As(boss, rose.ID.String(), ""), 404, "support_pin_not_found", 0},
		{"an admin, a user", lambdatest.As(boss, mary.ID.String(), ""), 200, "", mary.ID},
		{"an admin, support", lambdatest.As(boss, support.ID.String(), ""), 200, "", support.ID},
		{"an admin, himself", lambdatest.As(boss, boss.ID.String(), ""), 200, "", boss.ID},
	} {
		a := lambdatest.Do(t, h, c.call)
		if a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
		if got := lambdatest.Into[api.SupportPIN](t, a); c.of != 0 && (got.PIN != pins[c.of] || got.ExpiresAt == nil) {
			t.Errorf("%s: %s", c.name, a.Body)
		}
	}
	w.Pass(24 * time.Hour)
	if a := lambdatest.Do(t, h, lambdatest.As(boss, mary.ID.String(), "")); a.Status != 404 || a.Code(t) != "support_pin_not_found" {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
}
