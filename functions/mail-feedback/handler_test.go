package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

func bounce(kind, to string) string {
	return fmt.Sprintf(`{"source":"aws.ses","detail-type":"Email Bounced","detail":{"eventType":"Bounce","mail":{"destination":[%[2]q]},
		"bounce":{"bounceType":%[1]q,"bouncedRecipients":[{"emailAddress":%[2]q,"diagnosticCode":"550 5.1.1 %[2]s"}]}}}`, kind, to)
}

func complaint(kind, to string) string {
	return fmt.Sprintf(`{"source":"aws.ses","detail-type":"Email Complaint Received","detail":{"eventType":"Complaint",
		"complaint":{"complaintFeedbackType":%q,"complainedRecipients":[{"emailAddress":%q}]}}}`, kind, to)
}

func handlerOf(w *world.World) handler { return handler{users: w.Store, now: w.Now} }

func serve(t *testing.T, w *world.World, payload string) (log string) {
	t.Helper()
	var lines strings.Builder
	if err := handlerOf(w).serve(world.Logged(t.Context(), &lines), []byte(payload)); err != nil {
		t.Fatalf("%s: %v", payload, err)
	}
	if strings.Contains(lines.String(), "@") {
		t.Errorf("R-144: an address is in the log: %s", lines.String())
	}
	return lines.String()
}

func read(t *testing.T, w *world.World, id account.ID) account.User {
	t.Helper()
	u, err := w.Store.User(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// What says nothing against an address of a user writes nothing, is no error, and has one line in the log.
func TestLeavesAlone(t *testing.T) {
	w := world.New(t)
	mary := w.User(t, "mary", nil)
	for _, c := range []struct{ name, payload, logged string }{
		{"no JSON", `mary@latchkey.example`, "not understood"},
		{"null", `null`, "not understood"},
		{"another event", `{"detail":{"eventType":"Delivery","delivery":{"recipients":["mary@latchkey.example"]}}}`, "not understood"},
		{"no recipient", `{"detail":{"eventType":"Bounce","bounce":{"bounceType":"Permanent"}}}`, "not understood"},
		{"another type", `{"detail":{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":["mary@latchkey.example"]}}}`, "not understood"},
		{"a full mailbox", bounce("Transient", mary.Email), `"passing"`},
		{"nobody knows why", bounce("Undetermined", mary.Email), `"passing"`},
		{"a complaint taken back", complaint("not-spam", mary.Email), `"passing"`},
		{"an unknown address", bounce("Permanent", "anne@latchkey.example"), `"no_user"`},
		{"no address", bounce("Permanent", "mary"), `"no_user"`},
	} {
		log := serve(t, w, c.payload)
		if strings.Count(log, "\n") != 1 || !strings.Contains(log, c.logged) {
			t.Errorf("%s: %s", c.name, log)
		}
		if now := read(t, w, mary.ID); now != mary || len(w.Recorded(t, mary.ID, audit.MailUndelivered)) != 0 {
			t.Errorf("%s: %+v", c.name, now)
		}
	}
}

// The user is found by the address, proven or not, and marked once, however often and in whichever order
// the events come. Nobody is signed out.
func TestMarks(t *testing.T) {
	w := world.New(t)
	for name, c := range map[string]struct {
		payload func(to string) string
		proven  bool
		want    account.Undeliverable
	}{
		"mary": {func(to string) string { return bounce("Permanent", to) }, true, account.Bounced},
		"anne": {func(to string) string { return bounce("Permanent", strings.ToUpper(to)) }, false, account.Bounced},
		"rose": {func(to string) string { return complaint("abuse", to) }, true, account.Complained},
		"lucy": {func(to string) string { return complaint("", to) }, false, account.Complained},
	} {
		u := w.User(t, name, func(u *account.User) { u.EmailConfirmed = c.proven })
		before := len(w.Acts(t, u))
		if log := serve(t, w, c.payload(u.Email)); !strings.Contains(log, `"marked"`) {
			t.Errorf("%s: %s", name, log)
		}
		for _, again := range []string{c.payload(u.Email), bounce("Permanent", u.Email), complaint("abuse", u.Email)} {
			if log := serve(t, w, again); !strings.Contains(log, `"marked_before"`) {
				t.Errorf("%s again: %s", name, log)
			}
		}
		want := u
		want.EmailUndeliverable, want.Version = c.want, u.Version+1
		if now := read(t, w, u.ID); now != want {
			t.Errorf("%s: %+v", name, now)
		}
		if acts := w.Acts(t, u)[before:]; !slices.Equal(acts, []string{"email_undeliverable by self"}) {
			t.Errorf("%s: %v", name, acts)
		}
	}
}

// moving is a store in which something happens between the reading of a user and the mark.
type moving struct {
	*dynamo.Store
	between func()
}

func (m moving) User(ctx context.Context, id account.ID) (account.User, error) {
	u, err := m.Store.User(ctx, id)
	m.between()
	return u, err
}

// An address that the user left is nobody's, and one that changes while the mark is written is not marked:
// the write fails, so that Lambda tries again and finds nobody.
func TestTheAddressHasToBeTheUsers(t *testing.T) {
	w := world.New(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	w.SetUser(t, mary.ID, map[string]string{"email": "new@latchkey.example"})
	if log := serve(t, w, bounce("Permanent", mary.Email)); !strings.Contains(log, `"no_user"`) {
		t.Error(log)
	}
	h := handler{now: w.Now, users: moving{w.Store, func() {
		to := anne
		to.Email = "elsewhere@latchkey.example"
		if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: anne, To: to}); err != nil {
			t.Fatal(err)
		}
	}}}
	if err := h.serve(t.Context(), []byte(bounce("Permanent", anne.Email))); !errors.Is(err, account.ErrChanged) {
		t.Errorf("a mark on an address that had changed: %v", err)
	}
	if now := read(t, w, anne.ID); now.EmailUndeliverable != "" || now.Email != "elsewhere@latchkey.example" {
		t.Errorf("%+v", now)
	}
	if log := serve(t, w, bounce("Permanent", anne.Email)); !strings.Contains(log, `"no_user"`) {
		t.Error(log)
	}
}
