package dynamo_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/retention"
	"latchkey/shared/domain/session"
)

var rules = retention.Rules{Unconfirmed: 7 * 24 * time.Hour, Keys: 30 * 24 * time.Hour}

// found gives the one thing that is due in the tables, at a time.
func found(t *testing.T, db *testdb.Database, name string, at time.Time) dynamo.Removal {
	t.Helper()
	all, seen := due(t, db, name, at)
	if len(all) != 1 {
		t.Fatalf("%s: of %d, %d are due", name, seen, len(all))
	}
	return all[0]
}

// due gives all that is due, at a time, and how many were looked at to find it.
func due(t *testing.T, db *testdb.Database, name string, at time.Time) (all []dynamo.Removal, seen int) {
	t.Helper()
	for _, sw := range db.Store.Sweeps(rules, at) {
		if sw.Name != name {
			continue
		}
		for place := (dynamo.Cursor{}); ; {
			b, err := db.Store.Look(t.Context(), sw, place)
			if err != nil || b.Err != nil {
				t.Fatalf("%s: %+v, %v", name, b, err)
			}
			all, seen, place = append(all, b.Expired...), seen+b.Seen, b.Next
			if place.AtEnd() {
				return all, seen
			}
		}
	}
	t.Fatalf("there is no sweep of %s", name)
	return nil, 0
}

func removed(t *testing.T, db *testdb.Database, r dynamo.Removal) bool {
	t.Helper()
	gone, err := db.Store.Remove(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return gone
}

// an account whose user comes between the search and the removal is kept, whole.
func TestAccountsThatComeAliveAreKept(t *testing.T) {
	later := now.Add(8 * 24 * time.Hour)
	for name, alive := range map[string]func(*testdb.Database, account.User, passcode.Passcode) error{
		"confirmed": func(db *testdb.Database, u account.User, p passcode.Passcode) error {
			return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: u.Confirm(now), Spend: &p, Act: audit.EmailConfirmed})
		},
		"signed in": func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			return db.Store.RecordLogin(t.Context(), u, later)
		},
		"made staff": func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			staff := u
			staff.Role = account.RoleSupport
			return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: staff})
		},
		"renamed": func(db *testdb.Database, u account.User, _ passcode.Passcode) error {
			renamed := u
			renamed.Username = "anne"
			return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: renamed})
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := testdb.New(t)
			u := user(t, "mary")
			p := code(u)
			p.Purpose = passcode.ConfirmEmail
			if err := db.Store.Register(t.Context(), u, &p); err != nil {
				t.Fatal(err)
			}
			removal := found(t, db, "accounts", later)
			if err := alive(db, u, p); err != nil {
				t.Fatal(err)
			}
			if removed(t, db, removal) {
				t.Error("it is gone")
			}
			records := 2 // registered, and what keeps it
			if name == "signed in" {
				records-- // by a password alone
			}
			count(t, db, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "AuditEvents": records})
		})
	}
}

func TestAnAbandonedAccountGoesWhole(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	u.PhoneNumber = "+447700900123"
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Fatal(err)
	}
	removal := found(t, db, "accounts", now.Add(7*24*time.Hour))
	if !removed(t, db, removal) {
		t.Error("it is kept")
	}
	count(t, db, map[string]int{"AuditEvents": 1})
	if removed(t, db, removal) {
		t.Error("it is removed twice")
	}
}

// A key that is given back between the search and the removal is kept.
func TestKeysThatComeAliveAreKept(t *testing.T) {
	db := testdb.New(t)
	k := key(t, now.Add(60*24*time.Hour))
	u := user(t, "mary")
	u.RegistrationKey = k.ID
	p := code(u)
	if err := db.Store.IssueKeys(t.Context(), keysOf(k)); err != nil {
		t.Fatal(err)
	}
	if err := db.Store.CreateUser(t.Context(), &k, u, &p, false); err != nil {
		t.Fatal(err)
	}
	removal := found(t, db, "registration_keys", now.Add(30*24*time.Hour))
	if err := db.Store.Withdraw(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	if removed(t, db, removal) {
		t.Error("it is gone")
	}
	removal = found(t, db, "registration_keys", now.Add(90*24*time.Hour))
	if !removed(t, db, removal) {
		t.Error("it is kept past its time")
	}
}

func TestSessionsThatAreLongerAreKept(t *testing.T) {
	db := testdb.New(t)
	s := session.Session{UserID: 7, TokenHash: "h", CreatedAt: now, ExpiresAt: now}
	if err := db.Store.SaveSession(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	removal := found(t, db, "sessions", now)
	s.ExpiresAt = now.Add(time.Second)
	if err := db.Store.SaveSession(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if removed(t, db, removal) {
		t.Error("it is gone")
	}
}

// What cannot be read is kept and said, and the rest of its page goes.
func TestUnreadableItemsAreKept(t *testing.T) {
	db := testdb.New(t)
	dead := code(user(t, "mary"))
	dead.Active, dead.Purpose = false, passcode.DeleteUser
	broken := dead
	broken.ID = "broken"
	for _, p := range []passcode.Passcode{dead, broken} {
		if err := db.Store.Issue(t.Context(), p, ""); err != nil {
			t.Fatal(err)
		}
	}
	db.Set(t, db.Tables.Passcodes, map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "broken"}},
		map[string]types.AttributeValue{"expiration": &types.AttributeValueMemberS{Value: "soon"}})
	b, err := db.Store.Look(t.Context(), db.Store.Sweeps(rules, now)[0], dynamo.Cursor{})
	if err != nil || b.Err == nil || b.Seen != 2 || len(b.Expired) != 1 {
		t.Errorf("%+v, %v", b, err)
	}
}
