package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{users: w.Store, subjects: w.Issuer.Throttles, now: w.Now}
	return w, api.Handle(api.Anyone, w.Now, h.serve)
}

func unconfirmed(u *account.User) { u.EmailConfirmed = false }

func order(u account.User) passcode.Request {
	return passcode.Request{User: u, Purpose: passcode.ConfirmEmail, Channel: account.Email}
}

// mailed sends a user the mail that confirms the address and gives the token in it.
func mailed(t *testing.T, w *world.World, u account.User) string {
	t.Helper()
	w.Issue(t, order(u))
	_, link, found := strings.Cut(w.Outbox.Messages(u.Email)[0].Text, "/app/cancel#token=")
	if !found {
		t.Fatalf("no link in %s", w.Outbox.Messages(u.Email)[0].Text)
	}
	return strings.Fields(link)[0]
}

// confirm makes the address of a user who was mailed their own.
func confirm(t *testing.T, w *world.World, u account.User) {
	t.Helper()
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.Store.Passcode(t.Context(), now.Confirmation.Challenge)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: now, To: now.Confirm(w.Now()), Spend: &p, Act: audit.EmailConfirmed}); err != nil {
		t.Fatal(err)
	}
}

func acts(t *testing.T, w *world.World, id account.ID) (names []audit.Name) {
	t.Helper()
	events, _, err := w.Store.AuditEvents(t.Context(), id, "", 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		names = append(names, e.Name)
	}
	return names
}

func body(token string) string { return fmt.Sprintf(`{"token":%q}`, token) }

type drawn struct{}

func (drawn) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// One answer, whatever is wrong, and nothing is ended.
func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", unconfirmed)
	superseded := mailed(t, w, u)
	good := mailed(t, w, u)
	confirmed := w.User(t, "anne", unconfirmed)
	late := mailed(t, w, confirmed)
	confirm(t, w, confirmed)
	forged, err := token.New(token.Cancel, drawn{}, int64(u.ID))
	if err != nil {
		t.Fatal(err)
	}
	nobodys, err := token.New(token.Cancel, drawn{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	before := w.Count(t)
	for name, given := range map[string]string{
		"nothing": "", "malformed": "lkc_x", "another kind": "lkr_" + good[4:], "forged": forged.Reveal(), "an unused id": nobodys.Reveal(),
		"R-59: superseded": superseded, "of a confirmed account": late,
	} {
		if a := world.Post(t, h, body(given)); a.Status != 410 || a.Code(t) != "registration_closed" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	w.Pass(passcode.ConfirmLifetime)
	if a := world.Post(t, h, body(good)); a.Status != 410 {
		t.Errorf("R-32: an expired confirmation: %d %s", a.Status, a.Body)
	}
	if !maps.Equal(w.Count(t), before) {
		t.Errorf("%v, before %v", w.Count(t), before)
	}
}

// The account is gone with all its claims, its key does not name it, the act is on record, and
// the address is left alone for a day.
func TestCancel(t *testing.T) {
	w, h := setUp(t)
	key := w.Keys(t, 1, nil)[0]
	u := w.User(t, "mary", func(u *account.User) { unconfirmed(u); u.RegistrationKey = key.ID() })
	given := mailed(t, w, u)
	for _, it := range w.Scan(t, w.Tables.Users) {
		if strings.Contains(fmt.Sprint(it), given) {
			t.Error("R-58: the token is kept as it is")
		}
	}
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Post(t, h, body(given)) })
	if a.Status != 204 || calls.Rounds() > 4 {
		t.Fatalf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	count := w.Count(t)
	if count["Users"] != 0 || count["Claims"] != 0 {
		t.Errorf("left: %v", count)
	}
	if names := acts(t, w, u.ID); !slices.Contains(names, audit.Cancelled) {
		t.Errorf("on record: %v", names)
	}
	if a := world.Post(t, h, body(given)); a.Status != 410 {
		t.Errorf("again: %d %s", a.Status, a.Body)
	}

	again := w.User(t, "mary", func(u *account.User) { unconfirmed(u) })
	made := w.User(t, "anne", func(a *account.User) { unconfirmed(a); a.Email, a.CreatedBy = u.Email, 7 })
	for _, c := range []struct {
		name     string
		user     account.User
		after    time.Duration
		messages int
	}{
		{"registered again", again, 0, 1},
		{"made by an admin", made, 0, 2},
		{"a day later", again, passcode.QuietFor, 3},
	} {
		w.Pass(c.after)
		if _, err := w.Issuer.Issue(t.Context(), order(c.user), w.Now()); err != nil {
			t.Fatal(err)
		}
		if n := len(w.Outbox.Messages(u.Email)); n != c.messages {
			t.Errorf("%s: %d messages", c.name, n)
		}
	}
}
