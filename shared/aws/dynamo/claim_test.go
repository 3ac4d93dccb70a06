package dynamo_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
)

const address, mobile = "mary@x.example", "+447700900123"

func stored(t *testing.T, db *testdb.Database, u account.User) account.User {
	t.Helper()
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Fatal(err)
	}
	return u
}

// typed is a user who typed the address, and has not proven it.
func typed(t *testing.T, name string) account.User {
	t.Helper()
	u := user(t, name)
	u.Email = address
	return u
}

func proving(u account.User) passcode.Passcode {
	p := code(u)
	p.Purpose, p.SentTo = passcode.ConfirmEmail, u.Email
	return p
}

func confirm(t *testing.T, db *testdb.Database, u account.User) error {
	t.Helper()
	p := proving(u)
	if err := db.Store.Issue(t.Context(), p, ""); err != nil {
		t.Fatal(err)
	}
	return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: u.Confirm(now), Spend: &p, Act: audit.EmailConfirmed})
}

func standing(t *testing.T, db *testdb.Database, c account.Channel, to string) passcode.Ownership {
	t.Helper()
	st, err := db.Store.Ownership(t.Context(), c, to)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// a user who types an address first keeps nobody out, and of many who prove it, one has it.
func TestOneProvesAnAddress(t *testing.T) {
	db := testdb.New(t)
	var users [50]account.User
	for i := range users {
		users[i] = stored(t, db, typed(t, fmt.Sprintf("mary%d", i)))
	}
	if owner, err := db.Store.EmailOwner(t.Context(), address); err != nil || owner != users[0].ID {
		t.Errorf("the address finds %v, %v, and not the first who typed it", owner, err)
	}
	if st := standing(t, db, account.Email, address); st.Prover != 0 || !st.Claimed {
		t.Errorf("%+v", st)
	}
	got := race(t, func(i int) error { return confirm(t, db, users[i]) })
	want(t, got, map[error]int{nil: 1, account.ErrEmailTaken: 49})
	prover := standing(t, db, account.Email, address).Prover
	if u, err := db.Store.User(t.Context(), prover); err != nil || !u.EmailConfirmed {
		t.Errorf("%+v, %v", u, err)
	}
	count(t, db, map[string]int{"Users": 50, "Claims": 51, "Passcodes": 50, "AuditEvents": 51})
}

// A claim is released by its owner, and by nobody else, however they go.
func TestClaimsAreReleasedByTheirHolder(t *testing.T) {
	for name, leave := range map[string]func(*testdb.Database, account.User) error{
		"deleted": func(db *testdb.Database, u account.User) error {
			_, err := db.Store.DeleteUser(t.Context(), u, factor.Set{}, nil, now)
			return err
		},
		"renamed and moved": func(db *testdb.Database, u account.User) error {
			to := u
			to.Username, to.Email, to.EmailConfirmed = "other", "other@x.example", true
			return db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: to})
		},
		"withdrawn": func(db *testdb.Database, u account.User) error {
			p := proving(u)
			if err := db.Store.Issue(t.Context(), p, ""); err != nil {
				return err
			}
			return db.Store.Withdraw(t.Context(), u, &p)
		},
		"cancelled": func(db *testdb.Database, u account.User) error {
			return db.Store.CancelRegistration(t.Context(), u, "s", now)
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := testdb.New(t)
			holder, late := stored(t, db, typed(t, "mary")), stored(t, db, typed(t, "anne"))
			if err := leave(db, late); err != nil {
				t.Fatal(err)
			}
			if owner, err := db.Store.EmailOwner(t.Context(), address); err != nil || owner != holder.ID {
				t.Errorf("the holder lost the claim: %v, %v", owner, err)
			}
			if err := leave(db, holder); err != nil && name != "renamed and moved" {
				t.Fatal(err)
			} else if err == nil && standing(t, db, account.Email, address).Claimed {
				t.Error("the holder left the claim behind")
			}
		})
	}
}

// before writes a user and their claims as they were written when a claim did not say whether
// it is proven, and a number was claimed when it was typed.
func before(t *testing.T, db *testdb.Database, u account.User) account.User {
	t.Helper()
	num := func(n int64) types.AttributeValue { return &types.AttributeValueMemberN{Value: fmt.Sprint(n)} }
	str := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	yes := func(b bool) types.AttributeValue { return &types.AttributeValueMemberBOOL{Value: b} }
	type item = map[string]types.AttributeValue
	attributes := item{
		"shard": num(int64(u.ID) % 8), "username": str(u.Username), "email": str(u.Email), "email_confirmed": yes(u.EmailConfirmed),
		"phone_confirmed": yes(u.PhoneConfirmed), "2fa": yes(false), "role": str("user"), "status": str("active"),
		"password_hash": str("$argon2id$"), "session_epoch": num(0), "version": num(1),
		"created_at": num(now.Unix()), "updated_at": num(now.Unix()),
	}
	values := []string{"username#" + u.Username, "email#" + u.Email}
	if u.PhoneNumber != "" {
		attributes["phone_number"] = str(u.PhoneNumber)
		values = append(values, "phone#"+u.PhoneNumber)
	}
	db.Set(t, db.Tables.Users, item{"id": num(int64(u.ID))}, attributes)
	for _, value := range values {
		db.Set(t, db.Tables.Claims, item{"value": str(value)}, item{"user_id": num(int64(u.ID))})
	}
	read, err := db.Store.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// Of claims that do not say whether they are proven, the holder's proof decides.
func TestClaimsOfBefore(t *testing.T) {
	for _, c := range []struct {
		name          string
		email, number bool // whether the holder has proven them
		gone          bool // whether there is a holder
	}{
		{"nothing proven", false, false, false},
		{"the address proven", true, false, false},
		{"both proven", true, true, false},
		{"the holder is gone", true, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := testdb.New(t)
			old := typed(t, "mary")
			old.EmailConfirmed, old.PhoneNumber, old.PhoneConfirmed = c.email, mobile, c.number
			old = before(t, db, old)
			if c.gone {
				db.Delete(t, db.Tables.Users, map[string]types.AttributeValue{"id": &types.AttributeValueMemberN{Value: old.ID.String()}})
			}
			owner := account.ID(0)
			if c.email && !c.gone {
				owner = old.ID
			}
			if st := standing(t, db, account.Email, address); st.Prover != owner || !st.Claimed {
				t.Errorf("the address: %+v", st)
			}
			anne := stored(t, db, typed(t, "anne"))
			if err := confirm(t, db, anne); errors.Is(err, account.ErrEmailTaken) != (owner != 0) || err != nil && owner == 0 {
				t.Errorf("proving the address: %v", err)
			}
			now := anne
			if owner == 0 {
				now = anne.Confirm(anne.UpdatedAt)
				now.Version++
			}
			texted := now
			texted.PhoneNumber, texted.PhoneConfirmed = mobile, true
			err := db.Store.UpdateUser(t.Context(), dynamo.Update{From: now, To: texted})
			if taken := c.number && !c.gone; errors.Is(err, account.ErrPhoneTaken) != taken || err != nil && !taken {
				t.Errorf("proving the number: %v", err)
			}
		})
	}
}

// A user of before who proves what they claimed has it from then on, and one who goes leaves
// nothing behind.
func TestHoldersOfBefore(t *testing.T) {
	db := testdb.New(t)
	u := typed(t, "mary")
	u.PhoneNumber = mobile
	u = before(t, db, u)
	if err := confirm(t, db, u); err != nil {
		t.Fatal(err)
	}
	if st := standing(t, db, account.Email, address); st.Prover != u.ID {
		t.Errorf("%+v", st)
	}
	u, err := db.Store.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	texted := u
	texted.PhoneConfirmed = true
	if err := db.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: texted}); err != nil {
		t.Fatal(err)
	}
	texted.Version++
	if st := standing(t, db, account.SMS, mobile); st.Prover != u.ID {
		t.Errorf("%+v", st)
	}
	if _, err := db.Store.DeleteUser(t.Context(), texted, factor.Set{}, nil, now); err != nil {
		t.Fatal(err)
	}
	count(t, db, map[string]int{"AuditEvents": 3})

	lucy := typed(t, "lucy")
	lucy.PhoneNumber = mobile
	before(t, db, lucy)
	number := func(n int64) types.AttributeValue { return &types.AttributeValueMemberN{Value: fmt.Sprint(n)} }
	db.Set(t, db.Tables.Users, map[string]types.AttributeValue{"id": number(int64(lucy.ID))}, map[string]types.AttributeValue{"unconfirmed": number(0)})
	if !removed(t, db, found(t, db, "accounts", now.Add(rules.Unconfirmed))) {
		t.Error("it is kept")
	}
	count(t, db, map[string]int{"AuditEvents": 3})
}

// A mark lasts until its time, and of many who set it one is first.
func TestMarks(t *testing.T) {
	db := testdb.New(t)
	until := now.Add(passcode.QuietFor)
	firsts := race(t, func(int) error {
		first, err := db.Store.Hush(t.Context(), "s", until, now)
		if err == nil && !first {
			return throttle.ErrLimited
		}
		return err
	})
	want(t, firsts, map[error]int{nil: 1, throttle.ErrLimited: 49})
	for at, want := range map[time.Time]bool{now: true, until.Add(-time.Second): true, until: false} {
		if quiet, err := db.Store.Quiet(t.Context(), "s", at); err != nil || quiet != want {
			t.Errorf("%v after: %v, %v", at.Sub(now), quiet, err)
		}
	}
	if quiet, err := db.Store.Quiet(t.Context(), "another", now); err != nil || quiet {
		t.Errorf("%v, %v", quiet, err)
	}
	if first, err := db.Store.Hush(t.Context(), "s", until.Add(passcode.QuietFor), until); err != nil || !first {
		t.Errorf("after its time: %v, %v", first, err)
	}
}
