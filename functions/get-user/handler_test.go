package main

import (
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func as(u account.User, id string) world.Call {
	return world.Call{Method: "GET", Path: map[string]string{"id": id}, Caller: &api.Caller{UserID: u.ID, Role: u.Role, Session: "h", SessionID: "PHONE"}}
}

func TestGetUser(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, records: w.Store}.serve)
	mary := w.User(t, "mary", func(u *account.User) { u.Profile = `{"colour":"green"}` })
	anne := w.User(t, "anne", nil)
	support := w.User(t, "support1", func(u *account.User) { u.Role = account.RoleSupport })
	admin := w.User(t, "admin1", func(u *account.User) { u.Role = account.RoleAdmin })
	for _, c := range []struct {
		name   string
		call   world.Call
		status int
		code   string
		sees   string
	}{
		{"nobody", world.Call{Method: "GET", Path: map[string]string{"id": "me"}}, 401, "token_missing", ""},
		{"R-103: another", as(mary, anne.ID.String()), 404, "user_not_found", ""},
		{"R-103: an unused id", as(mary, "1"), 404, "user_not_found", ""},
		{"support, another", as(support, mary.ID.String()), 404, "user_not_found", ""},
		{"an admin, an unused id", as(admin, "1"), 404, "user_not_found", ""},
		{"an id that is none", as(admin, "0"+mary.ID.String()), 404, "user_not_found", ""},

		{"the user as me", as(mary, "me"), 200, "", "mary"},
		{"the user by id", as(mary, mary.ID.String()), 200, "", "mary"},
		{"an admin, another", as(admin, anne.ID.String()), 200, "", "anne"},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != c.status || a.Code(t) != c.code {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
		if c.sees != "" && world.Into[wire.User](t, a).Username != c.sees {
			t.Errorf("%s sees %s", c.name, a.Body)
		}
		if c.sees == "mary" && !strings.Contains(a.Body, `"profile":{"colour":"green"},"metadata":null`) {
			t.Errorf("%s: %s", c.name, a.Body)
		}
		for _, secret := range []string{"hash", "argon2", "epoch", "version", "wanted"} {
			if strings.Contains(a.Body, secret) {
				t.Errorf("R-105: %s: %q is in %s", c.name, secret, a.Body)
			}
		}
	}
}

// A proxy reads in the headers who calls, which is not always who is shown; of the token there is nothing.
func TestHeadersSayWhoCalls(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, records: w.Store}.serve)
	mary := w.User(t, "mary", nil)
	boss := w.User(t, "boss", func(u *account.User) { u.Role = account.RoleAdmin })
	for name, c := range map[string]struct {
		call   world.Call
		caller account.User
	}{
		"mary":             {as(mary, "me"), mary},
		"mary by id":       {as(mary, mary.ID.String()), mary},
		"an admin of mary": {as(boss, mary.ID.String()), boss},
		"nobody to mary":   {as(mary, boss.ID.String()), account.User{}},
	} {
		got := world.Do(t, h, c.call).Headers
		want := []string{c.caller.ID.String(), string(c.caller.Role), "PHONE"}
		if c.caller.ID == 0 {
			want = []string{"", "", ""}
		}
		for i, header := range []string{"x-user-id", "x-user-role", "x-session-id"} {
			if got[header] != want[i] {
				t.Errorf("%s: %s is %q, want %q", name, header, got[header], want[i])
			}
		}
	}
}

// whom an admin looks at is recorded before it is shown; one's own is not.
func TestReadingIsRecorded(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, records: w.Store}.serve)
	mary := w.User(t, "mary", nil)
	boss := w.User(t, "boss", func(u *account.User) { u.Role = account.RoleAdmin })
	for _, c := range []world.Call{as(mary, "me"), as(boss, "me"), as(boss, boss.ID.String()), as(boss, "1"), as(boss, mary.ID.String())} {
		world.Do(t, h, c)
	}
	if got := w.Recorded(t, mary.ID, audit.UserRead); len(got) != 1 || got[0].Actor != boss.ID {
		t.Errorf("%+v", got)
	}
	if got := w.Recorded(t, boss.ID, audit.UserRead); len(got) != 0 {
		t.Errorf("of their own: %+v", got)
	}
}

// The budget: two round trips, that of the user with what applications store and, for an admin, that
// of the record.
func TestRounds(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users, w.Now, handler{users: w.Store, records: w.Store}.serve)
	mary, boss := w.User(t, "mary", func(u *account.User) { u.Profile, u.Metadata = "{}", "{}" }), w.Staff(t, "boss", account.RoleAdmin)
	for want, by := range map[int]account.User{1: mary, 2: boss} {
		calls := w.Edge.During(func() { world.Do(t, h, as(by, mary.ID.String())) })
		if calls.Rounds() != want || calls.Reads() > 2 {
			t.Errorf("%d round trips, %.1f read units: %v", calls.Rounds(), calls.Reads(), calls.Operations())
		}
	}
}

// A service reads any user, is recorded as itself, and is named in no header: it is no user.
func TestService(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users.Or(servicekey.UsersRead), w.Now, handler{users: w.Store, records: w.Store}.serve)
	mary := w.User(t, "mary", nil)
	for _, c := range []struct {
		scopes, id string
		status     int
		code       string
	}{
		{"users:register metadata:write sessions:revoke", mary.ID.String(), 403, "scope_missing"},
		{"", mary.ID.String(), 403, "scope_missing"},
		{"users:read", "me", 404, "user_not_found"},
		{"users:read", mary.ID.String(), 200, ""},
	} {
		a := world.Do(t, h, world.Call{Method: "GET", Path: map[string]string{"id": c.id}, Caller: &api.Caller{ServiceKey: 9, Scopes: c.scopes}})
		if a.Status != c.status || a.Code(t) != c.code || a.Headers["x-user-id"]+a.Headers["x-user-role"] != "" {
			t.Errorf("%q: %d %s %v", c.scopes, a.Status, a.Body, a.Headers)
		}
	}
	read := w.Recorded(t, mary.ID, audit.UserRead)
	if len(read) != 1 || read[0].ServiceKey != 9 || read[0].Actor != 0 {
		t.Errorf("R-114: %+v", read)
	}
}

// Whether mails reach an address is for staff, and for them alone.
func TestUndeliverable(t *testing.T) {
	w := world.New(t)
	h := api.Handle(api.Users.Or(servicekey.UsersRead), w.Now, handler{users: w.Store, records: w.Store}.serve)
	mary := w.User(t, "mary", func(u *account.User) { u.EmailUndeliverable = account.Bounced })
	anne := w.User(t, "anne", nil)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	service := world.Call{Method: "GET", Path: map[string]string{"id": mary.ID.String()}, Caller: &api.Caller{ServiceKey: 9, Scopes: "users:read"}}
	for name, c := range map[string]struct {
		call world.Call
		want bool
	}{
		"mary": {as(mary, "me"), false}, "a service": {service, false}, "an admin of anne": {as(boss, anne.ID.String()), false}, "an admin": {as(boss, mary.ID.String()), true},
	} {
		a := world.Do(t, h, c.call)
		if a.Status != 200 || strings.Contains(a.Body, "undeliverable") != c.want || c.want && world.Into[wire.User](t, a).EmailUndeliverable != "bounced" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}
