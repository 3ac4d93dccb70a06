package main

import (
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/edge/wire"
)

func whole(t *testing.T, w *world.World, u account.User) account.User {
	t.Helper()
	now, err := w.Store.WholeUser(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func withObjects(u *account.User) { u.Profile, u.Metadata = `{"colour":"green"}`, `{"plan":"gold"}` }

func TestObjectsThatAreRefused(t *testing.T) {
	w, h := setUp(t)
	mary, boss := w.User(t, "mary", withObjects), w.Staff(t, "boss", account.RoleAdmin)
	long := `{"a":"` + strings.Repeat("x", 4<<10) + `"}`
	for _, c := range []struct {
		name, body string
		by         account.User
		status     int
		fields     []string
	}{
		{"R-104: metadata of their own", `{"metadata":{"plan":"platinum"}}`, mary, 403, []string{"metadata: admin_only"}},
		{"R-104: cleared", `{"profile":{},"metadata":null}`, mary, 403, []string{"metadata: admin_only"}},
		{"a list", `{"profile":[]}`, mary, 400, []string{"profile: wrong_type"}},
		{"a text", `{"profile":"{}"}`, mary, 400, []string{"profile: wrong_type"}},
		{"a member twice", `{"profile":{"a":1,"a":2}}`, mary, 400, []string{"profile.a: duplicate_member"}},
		{"cut off", `{"profile":{"a":1}`, mary, 400, nil},
		{"both too large, and a bad name", `{"username":"x","profile":` + long + `,"metadata":` + long + `}`, boss, 422,
			[]string{"username: invalid_username", "profile: profile_too_large", "metadata: metadata_too_large"}},
		{"both too deep", `{"profile":{"a":[[[[]]]]},"metadata":{"a":[[[[]]]]}}`, boss, 422, []string{"profile: too_deep", "metadata: too_deep"}},
		{"more than 53 bits", `{"profile":{"id":90071992547409931}}`, mary, 422, []string{"profile: number_too_large"}},
	} {
		before := whole(t, w, mary)
		if a := patch(t, w, h, c.by, mary, c.body); a.Status != c.status || !slices.Equal(a.Fields(t), c.fields) {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
		if now := whole(t, w, mary); now != before {
			t.Errorf("%s: changed to %+v", c.name, now)
		}
	}
}

// Each member is replaced whole and cleared by null, the other stays, and a record names what was
// changed without its content. Sessions go on, and nobody is told.
func TestObjectsAreReplaced(t *testing.T) {
	w, h := setUp(t)
	mary, boss := w.User(t, "mary", withObjects), w.Staff(t, "boss", account.RoleAdmin)
	for _, c := range []struct {
		body              string
		by                account.User
		profile, metadata account.Object
		acts              []audit.Name
	}{
		{`{"profile":{"b":{"c":1.0},"a":"é"}}`, mary, `{"a":"é","b":{"c":1}}`, `{"plan":"gold"}`, []audit.Name{audit.ProfileChanged}},
		{`{"profile":{"a":"é","b":{"c":1}}}`, mary, `{"a":"é","b":{"c":1}}`, `{"plan":"gold"}`, nil},
		{`{"metadata":{"plan":"tin"}}`, boss, `{"a":"é","b":{"c":1}}`, `{"plan":"tin"}`, []audit.Name{audit.MetadataChanged}},
		{`{"profile":null}`, mary, "", `{"plan":"tin"}`, []audit.Name{audit.ProfileChanged}},
		{`{"profile":{},"metadata":null}`, boss, "{}", "", []audit.Name{audit.ProfileChanged, audit.MetadataChanged}},
	} {
		before, recorded := whole(t, w, mary), w.Count(t)["AuditEvents"]
		a := patch(t, w, h, c.by, mary, c.body)
		now, shown := whole(t, w, mary), world.Into[wire.User](t, a)
		if a.Status != 200 || now.Profile != c.profile || now.Metadata != c.metadata || now.SessionEpoch != before.SessionEpoch {
			t.Errorf("%s: %d %s, %+v", c.body, a.Status, a.Body, now)
		}
		if c.profile != "" && string(*shown.Profile) != string(c.profile) || c.metadata != "" && string(*shown.Metadata) != string(c.metadata) {
			t.Errorf("%s shows %s", c.body, a.Body)
		}
		if n := w.Count(t)["AuditEvents"] - recorded; n != len(c.acts) {
			t.Errorf("%s: %d records", c.body, n)
		}
		for _, act := range c.acts {
			if len(w.Recorded(t, mary.ID, act)) == 0 {
				t.Errorf("%s: no record of %s", c.body, act)
			}
		}
	}
	if n := w.Outbox.Delivered(); n != 0 {
		t.Errorf("%d messages", n)
	}
}

// What is asked for beside a change that needs a code waits for the code, as a username does. A
// profile that is stored meanwhile does not close the challenge.
func TestObjectsWaitForTheCode(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", withObjects)
	const both, address = `{"email":"new@latchkey.example","profile":{"a":1}}`, `{"email":"newer@latchkey.example"}`
	a := patch(t, w, h, mary, mary, both)
	code := []string{"Challenge-Id", world.Into[wire.Challenged](t, a).Challenge.ID, "Challenge-Code", w.Code(t, "new@latchkey.example")}
	if now := whole(t, w, mary); a.Status != 202 || now.Profile != mary.Profile {
		t.Errorf("%d %s, %+v", a.Status, a.Body, now)
	}
	if a := patch(t, w, h, mary, mary, `{"email":"new@latchkey.example","profile":{"a":2}}`, code...); a.Code(t) != "challenge_closed" {
		t.Errorf("another profile: %d %s", a.Status, a.Body)
	}
	if a := patch(t, w, h, mary, mary, both, code...); a.Status != 200 || whole(t, w, mary).Profile != `{"a":1}` {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	a = patch(t, w, h, mary, mary, address)
	id := world.Into[wire.Challenged](t, a).Challenge.ID
	patch(t, w, h, mary, mary, `{"profile":{"a":3}}`)
	a = patch(t, w, h, mary, mary, address, "Challenge-Id", id, "Challenge-Code", w.Code(t, "newer@latchkey.example"))
	if now := whole(t, w, mary); a.Status != 200 || now.Profile != `{"a":3}` || now.Email != "newer@latchkey.example" {
		t.Errorf("%d %s, %+v", a.Status, a.Body, now)
	}
}

// The budget: two round trips, one to read the user with what is stored and one to write.
func TestRoundsOfObjects(t *testing.T) {
	w, h := setUp(t)
	mary := w.User(t, "mary", nil)
	calls := w.Edge.During(func() { patch(t, w, h, mary, mary, `{"profile":{"a":1}}`) })
	if calls.Rounds() > 3 { // the session of the test is one of them
		t.Errorf("%d round trips: %v", calls.Rounds(), calls.Operations())
	}
}
