package dynamo_test

import (
	"errors"
	"fmt"
	"testing"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passcode"
)

// of many who want one name, one gets it, and the others leave nothing behind.
func TestOneUsernameHasOneOwner(t *testing.T) {
	db := testdb.New(t)
	got := race(t, func(i int) error {
		u := user(t, fmt.Sprintf("mary%d", i))
		u.Username = "mary"
		return db.Store.Register(t.Context(), u, nil)
	})
	want(t, got, map[error]int{nil: 1, account.ErrUsernameTaken: 49})
	count(t, db, map[string]int{"Users": 1, "Claims": 2, "AuditEvents": 1})
}

//
func TestOneFirstAdmin(t *testing.T) {
	db := testdb.New(t)
	got := race(t, func(i int) error {
		return db.Store.CreateFirstAdmin(t.Context(), user(t, fmt.Sprintf("admin%d", i)))
	})
	want(t, got, map[error]int{nil: 1, account.ErrAdminExists: 49})
	count(t, db, map[string]int{"Users": 1, "Claims": 3, "AuditEvents": 1})
}

// A registration that is withdrawn leaves nothing; one that was used meanwhile stays whole.
func TestWithdraw(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	u.PhoneNumber = "+447700900123"
	p := code(u)
	p.Purpose = passcode.ConfirmEmail
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	older := u
	older.Version--
	if err := db.Store.Withdraw(t.Context(), older, &p); !errors.Is(err, account.ErrChanged) {
		t.Errorf("a user of another version is withdrawn: %v", err)
	}
	count(t, db, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "AuditEvents": 1})
	if err := db.Store.Withdraw(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	count(t, db, map[string]int{"AuditEvents": 2})
}

// Both taken: the refusal names both.
func TestRefusalNamesEveryField(t *testing.T) {
	db := testdb.New(t)
	proven := func(u account.User) account.User {
		u.PhoneNumber, u.PhoneConfirmed, u.EmailConfirmed = "+447700900123", true, true
		return u
	}
	first, second := proven(user(t, "mary")), proven(user(t, "mary"))
	if err := db.Store.Register(t.Context(), first, nil); err != nil {
		t.Fatal(err)
	}
	err := db.Store.Register(t.Context(), second, nil)
	if !errors.Is(err, account.ErrUsernameTaken) {
		t.Fatal(err)
	}
	if got := fmt.Sprint(fieldsOf(t, err)); got != "[username email phone_number]" {
		t.Errorf("blames %s", got)
	}
}

func fieldsOf(t *testing.T, err error) (names []string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatal(err)
	}
	for _, field := range f.Fields {
		names = append(names, field.Name)
	}
	return names
}
