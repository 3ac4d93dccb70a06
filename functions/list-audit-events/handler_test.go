package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	cursors, err := api.NewCursors("a secret of the tests", "audit")
	if err != nil {
		t.Fatal(err)
	}
	return w, api.Handle(api.Admins, w.Now, handler{w.Store, w.Store, cursors}.serve)
}

func call(role account.Role, username string, query string) world.Call {
	return world.Call{
		Method: "GET", Path: map[string]string{"username": username}, Query: query, Caller: &api.Caller{UserID: 7, Role: role},
	}
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
	}{
		{"nobody", world.Call{Method: "GET", Path: map[string]string{"username": "mary"}}, 401},
		{"a user", call(account.RoleUser, "mary", ""), 403},
		{"support", call(account.RoleSupport, "mary", ""), 403},
		{"an unknown name", call(account.RoleAdmin, "nobody", ""), 404},
		{"a name of ten kilobytes", call(account.RoleAdmin, strings.Repeat("n", 10<<10), ""), 404},
		{"R-106: no limit", call(account.RoleAdmin, "mary", "limit=0"), 422},
		{"R-106: an edited cursor", call(account.RoleAdmin, "mary", "cursor=AAAA"), 400},
	} {
		if a := world.Do(t, h, c.call); a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
}

// who did what to whom, newest first, a page at a time, and no contact data.
func TestListAuditEvents(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	ctx := audit.With(t.Context(), audit.Trail{Actor: 7, Address: "203.0.113.9", RequestID: "r-9", At: w.Now().Add(time.Second)})
	for n := range 4 {
		next := u
		next.Username = fmt.Sprintf("mary%d", n)
		if err := w.Store.UpdateUser(ctx, dynamo.Update{From: u, To: next}); err != nil {
			t.Fatal(err)
		}
		u, u.Version = next, u.Version+1
	}
	var got []wire.AuditEvent
	query := "limit=2"
	for range 3 {
		a := world.Do(t, h, call(account.RoleAdmin, "MARY3", query))
		page := world.Into[output](t, a)
		got = append(got, page.Events...)
		if strings.Contains(a.Body, "latchkey.example") || strings.Contains(a.Body, "mary") {
			t.Errorf("R-143: contact data in %s", a.Body)
		}
		if page.NextCursor == nil {
			break
		}
		query = "limit=2&cursor=" + *page.NextCursor
	}
	if len(got) != 5 || got[4].Event != "registered" || got[0].Event != "username_changed" {
		t.Fatalf("%+v", got)
	}
	if e := got[0]; e.Actor == nil || *e.Actor != 7 || e.User != int64(u.ID) || e.Address != "203.0.113.9" || e.RequestID != "r-9" {
		t.Errorf("%+v", e)
	}
}

// A path with a name is never read as an id, and records of those who are gone are found by it.
func TestByID(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	gone := w.User(t, "gone", nil)
	digits := w.User(t, mary.ID.String(), nil) // a name from when digits were allowed
	if _, err := w.Store.DeleteUser(t.Context(), gone, factor.Set{}, nil, w.Now()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path, query string
		status            int
		subject           account.ID
	}{
		{"an id in the path", gone.ID.String(), "", 404, 0},
		{"a name that is gone", "gone", "", 404, 0},
		{"no id", "mary", "id=", 400, 0},
		{"an id in words", "mary", "id=mary", 400, 0},
		{"an id beyond all", "mary", "id=9007199254740992", 400, 0},
		{"an id below all", "mary", "id=-1", 400, 0},
		{"R-129: two ids", "mary", "id=1&id=2", 400, 0},
		{"a name of digits", digits.Username, "", 200, digits.ID},
		{"its id", "-", "id=" + digits.ID.String(), 200, digits.ID},
		{"the id beside another's name", digits.Username, "id=" + mary.ID.String(), 200, mary.ID},
		{"the id of somebody who is gone", "-", "id=" + gone.ID.String(), 200, gone.ID},
	} {
		a := world.Do(t, h, call(account.RoleAdmin, c.path, c.query))
		if a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
			continue
		}
		if c.subject == 0 {
			continue
		}
		if e := world.Into[output](t, a).Events; len(e) == 0 || e[0].User != int64(c.subject) {
			t.Errorf("%s: %+v", c.name, e)
		}
	}
}
