package dynamo_test

import (
	"crypto/rand"
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/throttle"
)

var now = time.Now().UTC().Truncate(time.Second)

func user(t testing.TB, name string) account.User {
	t.Helper()
	id, err := account.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	u := account.NewDraft(name, name+"@x.example", "", "").User(id, "$argon2id$", now)
	u.EmailOTP.Hash = otp
	return u
}

// otp is the hash of the code that every user here was sent.
var otp = strings.Repeat("0f", 32)

func code(u account.User) passcode.Passcode {
	return passcode.Passcode{
		ID: rand.Text(), UserID: u.ID, OTP: otp, Purpose: passcode.SignIn, Channel: account.Email, SentTo: u.Email,
		Active: true, Expiration: now.Add(10 * time.Minute), CreatedAt: now, UpdatedAt: now,
	}
}

// race lets many do something at once and counts how each fared, by error.
func race(t *testing.T, do func(i int) error) map[error]int {
	t.Helper()
	const many = 50
	results := make([]error, many)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range many {
		done.Go(func() {
			start.Wait()
			results[i] = do(i)
		})
	}
	start.Done()
	done.Wait()
	counts := map[error]int{}
	for _, err := range results {
		counts[kind(err)]++
	}
	return counts
}

// kind gives the sentinel that an error is.
func kind(err error) error {
	for _, known := range []error{
		account.ErrUsernameTaken, account.ErrEmailTaken, account.ErrPhoneTaken, account.ErrAdminExists, account.ErrChanged,
		passcode.ErrUsed, passcode.ErrClosed, throttle.ErrLimited, dynamo.ErrUnavailable,
	} {
		if errors.Is(err, known) {
			return known
		}
	}
	return err
}

func want(t *testing.T, got map[error]int, want map[error]int) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func count(t *testing.T, db *testdb.Database, want map[string]int) {
	t.Helper()
	if got := db.Count(t); !maps.Equal(got, want) {
		t.Errorf("stored %v, want %v", got, want)
	}
}
