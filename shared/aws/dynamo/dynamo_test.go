package dynamo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/session"
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

// one code, one session.
func TestOneCodeIsSpentOnce(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	p := code(u)
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	got := race(t, func(i int) error {
		s := session.Session{UserID: u.ID, TokenHash: fmt.Sprint(i), CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
		return db.Store.SignIn(t.Context(), p, u, s, now)
	})
	want(t, got, map[error]int{nil: 1, passcode.ErrUsed: 49})
	count(t, db, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "Sessions": 1, "AuditEvents": 2})
}

// of many tries at once, five are let through to the comparison.
func TestFiveTriesAtACode(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	p := code(u)
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	got := race(t, func(int) error {
		_, err := db.Store.Try(t.Context(), p.ID, passcode.SignIn, now)
		return err
	})
	want(t, got, map[error]int{nil: 5, passcode.ErrClosed: 45})
}

// what is not open under that name and purpose cannot be tried.
func TestTryRefusesWhatIsNotOpen(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	p := code(u)
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	try := func(id string, purpose passcode.Purpose, at time.Time) error {
		_, err := db.Store.Try(t.Context(), id, purpose, at)
		return err
	}
	for name, err := range map[string]error{
		"unknown":         try("nobody", passcode.SignIn, now),
		"another purpose": try(p.ID, passcode.ConfirmEmail, now),
		"expired now":     try(p.ID, passcode.SignIn, p.Expiration),
	} {
		if !errors.Is(err, passcode.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := try(p.ID, passcode.SignIn, p.Expiration.Add(-time.Second)); err != nil {
		t.Errorf("a second before it expires: %v", err)
	}
	if err := errors.Join(db.Store.Void(t.Context(), p, account.EmailOTP{}, now), db.Store.Void(t.Context(), p, account.EmailOTP{}, now)); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if err := try(p.ID, passcode.SignIn, now); !errors.Is(err, passcode.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

// one of many resends takes the place of the code, and the old one is closed.
func TestOneResendSupersedes(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	p := code(u)
	if err := db.Store.Register(t.Context(), u, &p); err != nil {
		t.Fatal(err)
	}
	got := race(t, func(int) error { return db.Store.Issue(t.Context(), code(u), p.ID) })
	want(t, got, map[error]int{nil: 1, passcode.ErrClosed: 49})
	count(t, db, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 2, "AuditEvents": 1})
	if old, err := db.Store.Passcode(t.Context(), p.ID); err != nil || old.Active {
		t.Errorf("the old code: %+v, %v", old, err)
	}
}

// a limit holds under any number of tries at once, in whole and in part.
func TestLimitsHoldInParallel(t *testing.T) {
	db := testdb.New(t)
	for _, tally := range []bool{false, true} {
		limit := throttle.Limit{Name: fmt.Sprint("test", tally), Window: time.Hour, Max: 12, PartMax: 5, Tally: tally}
		charge := func(part throttle.Subject, at time.Time) throttle.Charge { return limit.Charge("s", at).Within(part) }
		take := func(part throttle.Subject) func(int) error {
			return func(int) error { return db.Store.Take(t.Context(), charge(part, now)) }
		}
		want(t, race(t, take("a")), map[error]int{nil: 5, throttle.ErrLimited: 45})
		want(t, race(t, take("b")), map[error]int{nil: 5, throttle.ErrLimited: 45})
		want(t, race(t, take("c")), map[error]int{nil: 2, throttle.ErrLimited: 48})
		if err := db.Store.Take(t.Context(), charge("a", now.Add(time.Hour))); err != nil {
			t.Errorf("in the next window: %v", err)
		}
	}
}

// A charge counts once however often it is taken, and is given back once: a write whose answer
// was lost is made again.
func TestChargesCountOnce(t *testing.T) {
	db := testdb.New(t)
	limit := throttle.Limit{Name: "test", Window: time.Hour, Max: 2}
	first, second, third := limit.Charge("s", now), limit.Charge("s", now), limit.Charge("s", now)
	steps := []struct {
		name string
		do   func(context.Context, throttle.Charge) error
		of   throttle.Charge
		want error
	}{
		{"giving back what was never taken", db.Store.Refund, first, nil},
		{"the first", db.Store.Take, first, nil},
		{"the first again", db.Store.Take, first, nil},
		{"the second", db.Store.Take, second, nil},
		{"the second again, though the limit is reached", db.Store.Take, second, nil},
		{"a third", db.Store.Take, third, throttle.ErrLimited},
		{"giving back the first", db.Store.Refund, first, nil},
		{"giving it back again", db.Store.Refund, first, nil},
		{"the third", db.Store.Take, third, nil},
		{"the first, now that there is no room", db.Store.Take, first, throttle.ErrLimited},
	}
	for _, s := range steps {
		if err := s.do(t.Context(), s.of); !errors.Is(err, s.want) || (s.want == nil) != (err == nil) {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}

func TestAPartGivesBackToItself(t *testing.T) {
	db := testdb.New(t)
	limit := throttle.Limit{Name: "test", Window: time.Hour, Max: 9, PartMax: 1}
	a := limit.Charge("s", now).Within("a")
	if err := errors.Join(db.Store.Take(t.Context(), a), db.Store.Take(t.Context(), limit.Charge("s", now).Within("b")), db.Store.Refund(t.Context(), a)); err != nil {
		t.Fatal(err)
	}
	if err := db.Store.Take(t.Context(), limit.Charge("s", now).Within("b")); !errors.Is(err, throttle.ErrLimited) {
		t.Errorf("a part took what another gave back: %v", err)
	}
	if err := db.Store.Take(t.Context(), limit.Charge("s", now).Within("a")); err != nil {
		t.Errorf("after a refund: %v", err)
	}
}

func TestRoomCountsNothing(t *testing.T) {
	for _, tally := range []bool{false, true} {
		db := testdb.New(t)
		limit := throttle.Limit{Name: fmt.Sprint("test", tally), Window: time.Hour, Max: 9, PartMax: 1, Tally: tally}
		charge := func() throttle.Charge { return limit.Charge("s", now).Within("part") }
		for range 3 {
			if err := db.Store.Room(t.Context(), charge(), limit.Charge("another", now)); err != nil {
				t.Fatal(err)
			}
		}
		count(t, db, nil)
		if err := db.Store.Take(t.Context(), charge()); err != nil {
			t.Fatal(err)
		}
		if err := db.Store.Room(t.Context(), limit.Charge("another", now), charge()); !errors.Is(err, throttle.ErrLimited) {
			t.Errorf("a full part has room: %v", err)
		}
		if err := db.Store.ClearCount(t.Context(), charge()); err != nil {
			t.Fatal(err)
		}
		if err := db.Store.Room(t.Context(), charge()); err != nil {
			t.Errorf("after it was emptied: %v", err)
		}
	}
}

// Whatever is written is read back the same.
func TestItemsKeepEverything(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	u.PhoneNumber, u.PhoneConfirmed, u.EmailConfirmed = "+447700900123", true, true
	u.TwoFactor, u.TwoFactorWanted, u.Role, u.Status = account.SMS, account.Email, account.RoleSupport, account.Disabled
	u.SessionEpoch, u.Version = 3, 9
	u.EmailOTP = account.EmailOTP{Hash: otp, RequiredAfter: now.Add(time.Hour), LastSentAt: now, LastSentTo: u.Email}
	u.LastLogin = now.Add(-time.Hour)
	p := code(u)
	p.Epoch = 3
	s := session.Session{UserID: u.ID, TokenHash: "h", Epoch: 3, CreatedAt: now, ExpiresAt: now.Add(time.Hour), Address: "203.0.113.7", UserAgent: "x"}
	if err := errors.Join(db.Store.Register(t.Context(), u, &p), db.Store.SaveSession(t.Context(), s)); err != nil {
		t.Fatal(err)
	}
	gotSession, gotUser, err := db.Store.Session(t.Context(), u.ID, "h")
	if err != nil || gotUser != u || gotSession != s {
		t.Errorf("got  %+v\n     %+v, %v\nwant %+v\n     %+v", gotUser, gotSession, err, u, s)
	}
	if got, err := db.Store.Passcode(t.Context(), p.ID); err != nil || got != p {
		t.Errorf("got %+v, %v\nwant %+v", got, err, p)
	}
	for _, find := range []func(context.Context) (account.ID, error){
		func(ctx context.Context) (account.ID, error) { return db.Store.UsernameOwner(ctx, "mary") },
		func(ctx context.Context) (account.ID, error) { return db.Store.EmailOwner(ctx, "mary@x.example") },
	} {
		if id, err := find(t.Context()); err != nil || id != u.ID {
			t.Errorf("owner %v, %v", id, err)
		}
	}
}

// A record says who named the address, where it was not the gateway.
func TestRecordsSayWhoNamedTheAddress(t *testing.T) {
	db := testdb.New(t)
	for _, via := range []string{"", "backend"} {
		ctx := audit.With(t.Context(), audit.Trail{Actor: 7, Address: "198.51.100.7", Via: via, RequestID: "r", At: time.Now()})
		if err := db.Store.RecordAct(ctx, audit.PinRead, 7, false); err != nil {
			t.Fatal(err)
		}
		events, _, err := db.Store.AuditEvents(t.Context(), 7, "", 1)
		if err != nil || len(events) != 1 || events[0].Via != via || events[0].Address != "198.51.100.7" {
			t.Errorf("%q: %+v, %v", via, events, err)
		}
	}
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
	if err := db.Store.Withdraw(t.Context(), older, p); !errors.Is(err, account.ErrChanged) {
		t.Errorf("a user of another version is withdrawn: %v", err)
	}
	count(t, db, map[string]int{"Users": 1, "Claims": 2, "Passcodes": 1, "AuditEvents": 1})
	if err := db.Store.Withdraw(t.Context(), u, p); err != nil {
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

// Throttled for good, a call is tried again a bounded number of times and then is
// ErrUnavailable; throttled for a while, it succeeds unseen.
func TestThrottledCallsAreTriedAgain(t *testing.T) {
	db := testdb.New(t)
	u := user(t, "mary")
	db.Edge.Refuse(func(string) bool { return true })
	calls := db.Edge.During(func() {
		if err := db.Store.Register(t.Context(), u, nil); !errors.Is(err, dynamo.ErrUnavailable) {
			t.Errorf("throttled for good: %v", err)
		}
	})
	if n := len(calls); n < 2 || n > 10 {
		t.Errorf("%d calls", n)
	}
	db.Edge.Refuse(nil)
	count(t, db, map[string]int{})

	left := 3
	db.Edge.Refuse(func(string) bool { left--; return left >= 0 })
	if err := db.Store.Register(t.Context(), u, nil); err != nil {
		t.Errorf("throttled three times: %v", err)
	}
	count(t, db, map[string]int{"Users": 1, "Claims": 2, "AuditEvents": 1})
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
