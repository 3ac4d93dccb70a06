package dynamo_test

import (
	"testing"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/session"
)

// waiting registers somebody whose address is to be confirmed.
func waiting(t *testing.T, db *testdb.Database, name string) (account.User, passcode.Passcode) {
	t.Helper()
	u := user(t, name)
	p := code(u)
	p.Purpose = passcode.ConfirmEmail
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	return u, p
}

// An account is found by cleanup's index as long as it may be removed, and not a write longer.
func TestTheWaitEndsWithItsReason(t *testing.T) {
	update := func(db *testdb.Database, u account.User, change func(*account.User)) error {
		to := u
		change(&to)
		return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: to})
	}
	for name, c := range map[string]struct {
		do    func(*testdb.Database, account.User, passcode.Passcode) error
		waits bool
	}{
		"nothing": {func(*testdb.Database, account.User, passcode.Passcode) error { return nil }, true},
		"renamed": {func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			return update(db, u, func(u *account.User) { u.Username = "anne" })
		}, true},
		"disabled": {func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			return update(db, u, func(u *account.User) { u.Status = account.Disabled })
		}, true},
		"another address": {func(db *testdb.Database, u account.User, p passcode.Passcode) error {
			to, next := u, code(u)
			to.Email, next.Purpose, next.SentTo = "anne@x.example", passcode.ConfirmEmail, "anne@x.example"
			return db.Store.CorrectEmail(t.Context(), u, to, next, p.ID)
		}, true},
		"confirmed": {func(db *testdb.Database, u account.User, p passcode.Passcode) error {
			return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: u.Confirm(now), Spend: &p, Act: audit.EmailConfirmed})
		}, false},
		"confirmed by a change": {func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			return update(db, u, func(u *account.User) { u.EmailConfirmed = true })
		}, false},
		"signed in by password": {func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			return db.Store.RecordLogin(t.Context(), u, now)
		}, false},
		"signed in by code": {func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			p := code(u)
			if err := db.Store.Issue(t.Context(), p, ""); err != nil {
				return err
			}
			return db.Store.SignIn(t.Context(), p, u, session.Session{UserID: u.ID, TokenHash: "h", ExpiresAt: now}, "", now)
		}, false},
		"made staff": {func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			return update(db, u, func(u *account.User) { u.Role = account.RoleSupport })
		}, false},
		"a sign-in under a change": {func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			if err := db.Store.RecordLogin(t.Context(), u, now); err != nil {
				return err
			}
			return update(db, u, func(u *account.User) { u.Username = "anne" })
		}, false},
		"a sign-in under the end of being staff": {func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			staff := u
			staff.Role = account.RoleSupport
			if err := db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: staff}); err != nil {
				return err
			}
			if staff.Version++; db.Store.RecordLogin(t.Context(), u, now) != nil {
				t.Error("no sign-in")
			}
			return update(db, staff, func(u *account.User) { u.Role = account.RoleUser })
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			db := testdb.New(t)
			u, p := waiting(t, db, "mary")
			if err := c.do(db, u, p); err != nil {
				t.Fatal(err)
			}
			_, indexed := db.Scan(t, db.Tables.Users)[0]["unconfirmed"]
			all, seen := due(t, db, "accounts", now.Add(rules.Unconfirmed))
			if indexed != c.waits || (seen == 1) != c.waits || (len(all) == 1) != c.waits {
				t.Errorf("waits: %v, looked at: %d, due: %d", indexed, seen, len(all))
			}
		})
	}
}

// Nobody waits whom an admin made, who is staff or whose address is proven from the beginning.
func TestWhoDoesNotWait(t *testing.T) {
	db := testdb.New(t)
	for name, change := range map[string]func(*account.User){
		"made":   func(u *account.User) { u.CreatedBy = 7 },
		"staff":  func(u *account.User) { u.Role = account.RoleSupport },
		"proven": func(u *account.User) { u.EmailConfirmed = true },
	} {
		u := user(t, name)
		change(&u)
		if err := db.Store.Register(t.Context(), u, nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, it := range db.Scan(t, db.Tables.Users) {
		if it["unconfirmed"] != nil {
			t.Errorf("%v waits", it["username"])
		}
	}
}
