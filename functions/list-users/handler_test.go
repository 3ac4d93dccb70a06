package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
)

func cursors(t *testing.T, list string) api.Cursors {
	t.Helper()
	c, err := api.NewCursors("a secret of the tests", list)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{users: w.Store, byUsername: cursors(t, "users by username"), byEmail: cursors(t, "users by e-mail address")}
	return w, api.Handle(api.Staff.Or(servicekey.UsersRead), w.Now, h.serve)
}

func as(role account.Role, query string) world.Call {
	return world.Call{Method: "GET", Query: query, Caller: &api.Caller{UserID: 7, Role: role, Session: "h"}}
}

// listed are the usernames on all pages, and how many there were on each.
func listed(t *testing.T, h world.Handler, query string) (names []string, pages []int) {
	t.Helper()
	for next := query; ; {
		a := world.Do(t, h, as(account.RoleSupport, next))
		out := world.Into[output](t, a)
		if a.Status != 200 || len(pages) > 100 {
			t.Fatalf("%s: %d %s", next, a.Status, a.Body)
		}
		for _, u := range out.Users {
			names = append(names, u.Username)
		}
		if pages = append(pages, len(out.Users)); out.NextCursor == nil {
			return names, pages
		}
		next = query + "&cursor=" + *out.NextCursor
	}
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	for _, name := range []string{"anne", "lucy", "mary"} {
		w.User(t, name, nil)
	}
	good := *world.Into[output](t, world.Do(t, h, as(account.RoleSupport, "limit=2"))).NextCursor
	foreign := *cursors(t, "registration keys").Next("7")
	support := account.RoleSupport
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		reason string
	}{
		{"nobody", world.Call{Method: "GET"}, 401, "token_missing"},
		{"R-102: a user", as(account.RoleUser, ""), 403, "forbidden"},
		{"R-106: a limit of none", as(support, "limit=0"), 422, "limit: invalid_limit"},
		{"R-106: a limit below none", as(support, "limit=-1"), 422, "limit: invalid_limit"},
		{"R-106: a limit past a hundred", as(support, "limit=101"), 422, "limit: invalid_limit"},
		{"R-106: a limit in words", as(support, "limit=abc"), 422, "limit: invalid_limit"},
		{"no role", as(support, "role=owner"), 422, "role: invalid_role"},
		{"a role of nothing", as(support, "role="), 422, "role: invalid_role"},
		{"R-129: two roles", as(support, "role=user&role=admin"), 422, "role: invalid_role"},
		{"no status", as(support, "status=gone"), 422, "status: invalid_status"},
		{"a name of nothing", as(support, "username="), 422, "username: invalid_prefix"},
		{"an address of nothing", as(support, "email="), 422, "email: invalid_prefix"},
		{"a name of ten kilobytes", as(support, "username="+strings.Repeat("n", 10<<10)), 422, "username: invalid_prefix"},
		{"a name with a space", as(support, "username=mary+ann"), 422, "username: invalid_prefix"},
		{"a name with a plus", as(support, "username=mary%2Bann"), 422, "username: invalid_prefix"},
		{"a name beyond ASCII", as(support, "username=m%C3%A4ry"), 422, "username: invalid_prefix"},
		{"a name in no UTF-8", as(support, "username=%FF"), 422, "username: invalid_prefix"},
		{"an address with a bare plus", as(support, "email=jeff+one@corp.example"), 422, "email: invalid_prefix"},
		{"an address up to its bare plus", as(support, "email=jeff+"), 422, "email: invalid_prefix"},
		{"an address with a bracket", as(support, "email=%3Cjeff"), 422, "email: invalid_prefix"},
		{"an address with a control character", as(support, "email=jeff%01one"), 422, "email: invalid_prefix"},
		{"an address in no UTF-8", as(support, "email=%FF"), 422, "email: invalid_prefix"},
		{"a local part beyond ASCII", as(support, "email=j%C3%A9ff@corp.example"), 422, "email: invalid_prefix"},
		{"a number of nothing", as(support, "phone_number="), 422, "phone_number: invalid_phone_number"},
		{"a part of a number", as(support, "phone_number=%2B44"), 422, "phone_number: invalid_phone_number"},
		{"name and number", as(support, "username=m&phone_number=%2B447700900123"), 422, "email: one_name_at_a_time"},
		{"name and address", as(support, "username=m&email=m"), 422, "email: one_name_at_a_time"},
		{"R-129: a parameter that is none", as(support, "roles=admin"), 400, "roles: unknown_parameter"},
		{"no cursor", as(support, "cursor=mary"), 400, "invalid_cursor"},
		{"a cursor of nothing", as(support, "cursor="), 400, "invalid_cursor"},
		{"R-106: an edited cursor", as(support, "cursor="+good[:len(good)-1]+map[bool]string{true: "A", false: "Q"}[good[len(good)-1] == 'Q']), 400, "invalid_cursor"},
		{"another list's cursor", as(support, "cursor="+foreign), 400, "invalid_cursor"},
		{"another order's cursor", as(support, "email=m&cursor="+good), 400, "invalid_cursor"},
	} {
		a := world.Do(t, h, c.call)
		reason := strings.Join(a.Fields(t), ", ")
		if reason == "" {
			reason = a.Code(t)
		}
		if a.Status != c.status || reason != c.reason {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
}

func TestOfNothing(t *testing.T) {
	_, h := setUp(t)
	if a := world.Do(t, h, as(account.RoleAdmin, "")); a.Status != 200 || a.Body != `{"users":[],"next_cursor":null}` {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// Every user once and in order, whatever the pages' length, in two round trips.
func TestPages(t *testing.T) {
	w, h := setUp(t)
	var all []string
	for n := range 60 {
		name := fmt.Sprintf("%s%02d", []string{"ann", "mary", "zoe"}[n%3], n)
		w.User(t, name, func(u *account.User) { u.Email = fmt.Sprintf("%c%02d@latchkey.example", 'z'-n%3, n) })
		all = append(all, name)
	}
	slices.Sort(all)
	starting := func(prefix string) []string {
		return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !strings.HasPrefix(s, prefix) })
	}
	for _, c := range []struct {
		query string
		want  []string
		pages string
	}{
		{"limit=25", all, "[25 25 10]"},
		{"limit=30", all, "[30 30]"},
		{"limit=59", all, "[59 1]"},
		{"limit=100", all, "[60]"},
		{"username=MARY&limit=7", starting("mary"), "[7 7 6]"},
		{"username=mary01", starting("mary01"), "[1]"},
		{"username=maryx", nil, "[0]"},
		{"email=Z&limit=15", starting("ann"), "[15 5]"},
		{"email=y01@latchkey.example", starting("mary01"), "[1]"},
	} {
		names, pages := listed(t, h, c.query)
		if !slices.Equal(names, c.want) || fmt.Sprint(pages) != c.pages {
			t.Errorf("%s: %v of %v", c.query, pages, names)
		}
	}
	calls := w.Edge.During(func() { world.Do(t, h, as(account.RoleSupport, "limit=25")) })
	if got := fmt.Sprint(calls.Operations()); calls.Rounds() > 2 || got != "map[BatchGetItem:1 Query:8]" {
		t.Errorf("%d round trips: %s", calls.Rounds(), got)
	}
	beyond := *cursors(t, "users by username").Next("zoe02")
	if names, _ := listed(t, h, "username=ann&cursor="+beyond); names != nil {
		t.Errorf("behind the last that begins so: %v", names)
	}
}

// A number finds the one user who has proven it, and nobody who only typed it.
func TestByNumber(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+447700900123", true })
	w.User(t, "anne", func(u *account.User) { u.PhoneNumber = "+447700900124" })
	w.User(t, "lucy", func(u *account.User) { u.PhoneNumber, u.PhoneConfirmed = "+4407700900125", true }) // of before
	for query, want := range map[string]string{
		"phone_number=%2B447700900123":                 "[mary]",
		"phone_number=+447700900123":                   "[mary]",
		"phone_number=%2B447700900123&role=user":       "[mary]",
		"phone_number=%2B447700900123&status=disabled": "[]",
		"phone_number=%2B4407700900123":                "[mary]",
		"phone_number=%2B447700900125":                 "[lucy]",
		"phone_number=%2B447700900124":                 "[]",
		"phone_number=%2B447700900199":                 "[]",
	} {
		if names, _ := listed(t, h, query); fmt.Sprint(names) != want {
			t.Errorf("%s: %v", query, names)
		}
	}
}

// Few users are found by themselves, whatever is asked for together. Role and status are those of
// the table.
func TestRoleAndStatus(t *testing.T) {
	w, h := setUp(t)
	for n := range 130 {
		w.User(t, fmt.Sprintf("user%03d", n), func(u *account.User) {
			if n%50 == 49 {
				u.Status = account.Disabled
			}
			if n >= 110 {
				u.Role, u.Factors = account.RoleSupport, account.Held(account.FactorEmail)
			}
		})
	}
	for query, want := range map[string]string{
		"role=support":                  "[20]",
		"role=support&limit=15":         "[15 5]",
		"role=support&email=user11":     "[10]",
		"status=disabled":               "[2]",
		"status=disabled&limit=1":       "[1 1]",
		"status=disabled&username=user": "[2]",
		"status=disabled&role=user":     "[2]",
		"status=disabled&role=support":  "[0]",
		"role=support&status=active":    "[20]",
		"role=admin":                    "[0]",
		"role=user":                     "[25 25 25 25 10]",
		"role=user&status=active":       "[25 25 25 25 8]",
	} {
		if _, pages := listed(t, h, query); fmt.Sprint(pages) != want {
			t.Errorf("%s: %v", query, pages)
		}
	}
}

// The list shows of a user what users see of themselves: no hash, and nothing of a reset.
func TestNothingSecretIsListed(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) {
		u.ResetGrant = account.ResetGrant{ID: "grant", Hash: "grant", Expires: w.Now().Add(account.ResetGrantLifetime), By: 7}
	})
	a := world.Do(t, h, as(account.RoleAdmin, ""))
	for _, secret := range []string{"hash", "argon2", "allow", "grant", "reset", "shard"} {
		if strings.Contains(a.Body, secret) {
			t.Errorf("%q is in %s", secret, a.Body)
		}
	}
}

// An address is found in every spelling in which it is taken; what a query does to a plus is said.
func TestSpellingsOfAnAddress(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "jeff", func(u *account.User) { u.Email = "jeff+one@xn--bcher-kva.example" })
	for _, query := range []string{
		"email=jeff%2Bone", "email=jeff%2Bone@b%C3%BCcher.example", "email=+Jeff%2Bone@xn--bcher-kva.example+", "email=jeff%2Bone@xn--bcher-kva.ex", "username=%20JEFF%E2%80%8B",
	} {
		if got := world.Into[output](t, world.Do(t, h, as(account.RoleSupport, query))).Users; len(got) != 1 {
			t.Errorf("%s: %v", query, got)
		}
	}
	if a := world.Do(t, h, as(account.RoleSupport, "email=jeff+one")); !strings.Contains(a.Body, "%2B") {
		t.Errorf("nothing of %%2B in %s", a.Body)
	}
}

// Staff see whose address mails do not reach, however they look for the user. A program does not.
func TestUndeliverable(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "anne", nil)
	w.User(t, "mary", func(u *account.User) {
		u.EmailUndeliverable, u.PhoneNumber, u.PhoneConfirmed = account.Complained, "+447700900123", true
	})
	for query, want := range map[string]int{"": 1, "email=mary": 1, "phone_number=%2B447700900123": 1, "username=anne": 0} {
		a := world.Do(t, h, as(account.RoleSupport, query))
		if a.Status != 200 || strings.Count(a.Body, `"email_undeliverable":"complained"`) != want || strings.Count(a.Body, "undeliverable") != want {
			t.Errorf("%s: %d %s", query, a.Status, a.Body)
		}
		program := world.Call{Method: "GET", Query: query, Caller: &api.Caller{ServiceKey: 9, Scopes: "users:read"}}
		if a := world.Do(t, h, program); a.Status != 200 || strings.Contains(a.Body, "undeliverable") {
			t.Errorf("%s, a program: %d %s", query, a.Status, a.Body)
		}
	}
}
