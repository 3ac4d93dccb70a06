package staff_test

import (
	"errors"
	"slices"
	"testing"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/staff"
)

// a caller who is no active admin any more is refused before anything is said of the
// target. An admin finds users by username or id.
func TestFind(t *testing.T) {
	w := world.New(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	agent := w.Staff(t, "agent", account.RoleSupport)
	mary := w.User(t, "mary", nil)
	for name, c := range map[string]struct {
		caller account.ID
		target staff.Target
		want   error
	}{
		"demoted, a user":         {agent.ID, staff.Target{Username: "mary"}, staff.ErrForbidden},
		"demoted, no such user":   {agent.ID, staff.Target{Username: "anne"}, staff.ErrForbidden},
		"deleted, a user":         {1, staff.Target{ID: mary.ID}, staff.ErrForbidden},
		"admin, no such username": {boss.ID, staff.Target{Username: "anne"}, account.ErrNotFound},
		"admin, no such id":       {boss.ID, staff.Target{ID: 1}, account.ErrNotFound},
		"admin, by username":      {boss.ID, staff.Target{Username: "MARY"}, nil},
		"admin, by id":            {boss.ID, staff.Target{ID: mary.ID}, nil},
		"admin, by id first":      {boss.ID, staff.Target{ID: mary.ID, Username: "boss"}, nil},
	} {
		u, err := c.target.Find(t.Context(), w.Store, c.caller)
		if !errors.Is(err, c.want) || (err == nil) != (u.ID == mary.ID) {
			t.Errorf("%s: %+v, %v", name, u.ID, err)
		}
	}
}

// one admin does not help a user in two ways within a day, unless there is no other admin.
func TestHelp(t *testing.T) {
	w := world.New(t)
	boss := w.Staff(t, "boss", account.RoleAdmin)
	mary := w.User(t, "mary", nil)
	helped, alone, err := staff.Help(t.Context(), w.Store, boss.ID, mary, account.HelpReset, w.Now())
	if err != nil || alone || helped.Helped == "" {
		t.Fatalf("%+v, %v, %v", helped, alone, err)
	}
	if _, alone, err := staff.Help(t.Context(), w.Store, boss.ID, helped, account.HelpReset, w.Now()); err != nil || alone {
		t.Errorf("the same way: %v, %v", alone, err)
	}
	if both, alone, err := staff.Help(t.Context(), w.Store, boss.ID, helped, account.HelpAddress, w.Now()); err != nil || !alone || both.Helped == helped.Helped {
		t.Errorf("the only admin, another way: %v, %v", alone, err)
	}
	w.Staff(t, "peer", account.RoleAdmin)
	if same, _, err := staff.Help(t.Context(), w.Store, boss.ID, helped, account.HelpAddress, w.Now()); !errors.Is(err, account.ErrSecondAdmin) || same != helped {
		t.Errorf("one of two admins, another way: %v", err)
	}
}

// a look at another user's data is recorded, and one at the caller's own is not.
func TestRecordRead(t *testing.T) {
	w := world.New(t)
	mary := w.User(t, "mary", nil)
	for _, caller := range []account.ID{mary.ID, 7} {
		ctx := audit.With(t.Context(), audit.Trail{Actor: caller, At: w.Now()})
		if err := staff.RecordRead(ctx, w.Store, caller, audit.UserRead, mary.ID); err != nil {
			t.Error(err)
		}
	}
	if acts := w.Acts(t, mary); !slices.Equal(acts[1:], []string{"user_read by 7"}) {
		t.Errorf("%q", acts)
	}
}
