package dynamo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/supportpin"
	"latchkey/shared/domain/throttle"
)

// scene is a user with one of everything, for one step in which a fault happens.
type scene struct {
	*testdb.Database
	user account.User
	code passcode.Passcode
}

func begin(t *testing.T, db *testdb.Database) scene {
	t.Helper()
	s := scene{Database: db, user: user(t, rand.Text())}
	s.code = code(s.user)
	pin := supportpin.PIN{UserID: s.user.ID, Encrypted: "sealed", CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
	err := errors.Join(
		db.Store.Register(t.Context(), s.user, &s.code), db.Store.SavePIN(t.Context(), pin),
		db.Store.SaveSession(t.Context(), s.session("first")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s scene) session(hash string) session.Session {
	return session.Session{UserID: s.user.ID, TokenHash: hash, CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
}

func (s scene) issueText(ctx context.Context) error {
	p := code(s.user)
	p.Channel = account.SMS
	return s.Store.Issue(ctx, p, "")
}

func (s scene) issueKey(ctx context.Context) error {
	keys, _, err := registrationkey.Batch{Count: 1, ExpiresAt: now.Add(time.Hour)}.Draw(rand.Reader, now)
	if err != nil {
		return err
	}
	return s.Store.IssueKeys(ctx, keys)
}

// tryLast tries the code for the last time that it may be.
func (s scene) tryLast(ctx context.Context) error {
	for range passcode.MaxAttempts - 1 {
		if _, err := s.Store.Try(ctx, s.code.ID, []passcode.Purpose{s.code.Purpose}, now); err != nil {
			return err
		}
	}
	p, err := s.Store.Try(ctx, s.code.ID, []passcode.Purpose{s.code.Purpose}, now)
	if err == nil && p.Attempts != passcode.MaxAttempts {
		err = errors.New("a try was not counted")
	}
	return err
}

// tryPIN counts two tries and gives one back.
func (s scene) tryPIN(ctx context.Context) error {
	for _, right := range []bool{false, true} {
		p, err := s.Store.TryPIN(ctx, s.user, now)
		if err == nil && right {
			err = s.Store.ReturnTry(ctx, p)
		}
		if err != nil {
			return err
		}
	}
	p, err := s.Store.PIN(ctx, s.user, now)
	if err == nil && p.Tries != 1 {
		err = errors.New("the tries are not counted once each")
	}
	return err
}

// steps are what the store does, each of them whole.
var steps = map[string]func(ctx context.Context, s scene) error{
	"issue a code":  func(ctx context.Context, s scene) error { return s.issueText(ctx) },
	"mail a code":   func(ctx context.Context, s scene) error { return s.Store.Issue(ctx, code(s.user), s.code.ID) },
	"try a code":    func(ctx context.Context, s scene) error { return s.tryLast(ctx) },
	"spend a code":  func(ctx context.Context, s scene) error { return s.Store.Spend(ctx, s.code, now) },
	"issue a key":   func(ctx context.Context, s scene) error { return s.issueKey(ctx) },
	"try a PIN":     func(ctx context.Context, s scene) error { return s.tryPIN(ctx) },
	"revoke a PIN":  func(ctx context.Context, s scene) error { return s.Store.RevokePIN(ctx, s.user, now) },
	"end a session": func(ctx context.Context, s scene) error { return s.Store.EndSession(ctx, s.user.ID, "first") },
	"record an act": func(ctx context.Context, s scene) error {
		return s.Store.RecordAct(ctx, audit.PinRead, s.user.ID, false)
	},
	"record a login": func(ctx context.Context, s scene) error { return s.Store.RecordLogin(ctx, s.user, now) },
	"sign in": func(ctx context.Context, s scene) error {
		return s.Store.SignIn(ctx, s.code, s.user, s.session("second"), "", now)
	},
	"delete a user": func(ctx context.Context, s scene) error {
		left, err := s.Store.DeleteUser(ctx, s.user, factor.Set{}, &s.code, now)
		return errors.Join(left, err)
	},
	"read a session": func(ctx context.Context, s scene) error {
		_, _, err := s.Store.Session(ctx, s.user.ID, "first")
		return err
	},
	"read the counts": func(ctx context.Context, s scene) error {
		return s.Store.Room(ctx, throttle.LoginAccount.Charge("s", now), throttle.AskUser.Charge("s", now))
	},
	"read the flags": func(ctx context.Context, s scene) error {
		_, err := s.Store.Flags(ctx)
		return err
	},
}

// What DynamoDB leaves out of a batch is asked for again, and in the end refused.
func TestWhatIsLeftOutOfABatch(t *testing.T) {
	db := testdb.New(t)
	for _, name := range []string{"read a session", "read the counts", "read the flags", "delete a user"} {
		for lost, want := range map[int]error{2: nil, 100: dynamo.ErrUnavailable} {
			s, left := begin(t, db), lost
			db.Renew(http.DefaultClient)
			db.Edge.Break(func(_ int, operation string) testdb.Fault {
				if !strings.HasPrefix(operation, "Batch") || left == 0 {
					return testdb.None
				}
				left--
				return testdb.Unmade
			})
			if err := steps[name](t.Context(), s); !errors.Is(err, want) {
				t.Errorf("%s, %d times: %v", name, lost, err)
			}
			if db.Edge.Break(nil); lost == 2 && left != 0 {
				t.Errorf("%s was not asked for again", name)
			}
		}
	}
}

// A call that hangs is given up and made again, and one that always hangs ends as unavailable.
func TestHangingCalls(t *testing.T) {
	db := testdb.New(t)
	s := begin(t, db)
	db.Renew(&http.Client{Timeout: 300 * time.Millisecond})
	db.Edge.Break(func(n int, _ string) testdb.Fault {
		if n == 1 {
			return testdb.Hanging
		}
		return testdb.None
	})
	if err := s.Store.Spend(t.Context(), s.code, now); err != nil {
		t.Errorf("hanging once: %v", err)
	}
	db.Edge.Break(func(int, string) testdb.Fault { return testdb.Hanging })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Store.Spend(ctx, s.code, now); !errors.Is(err, dynamo.ErrUnavailable) {
		t.Errorf("hanging until the request ends: %v", err)
	}
	db.Edge.Break(nil)
}

// A single fault does not show, whichever call it is of: what the first try wrote is no
// reason to refuse the second, and nothing is counted or given back twice.
func TestSingleFaults(t *testing.T) {
	db := testdb.New(t)
	for name, step := range steps {
		for _, fault := range []testdb.Fault{
			testdb.Dropped, testdb.Failed, testdb.CutOff, testdb.Garbled, testdb.Throttled,
		} {
			for n, hit := 1, true; hit; n++ {
				hit = false
				s := begin(t, db)
				db.Renew(http.DefaultClient)
				db.Edge.Break(func(call int, _ string) testdb.Fault {
					if call != n {
						return testdb.None
					}
					hit = true
					return fault
				})
				if err := step(t.Context(), s); err != nil {
					t.Errorf("%s, call %d %s: %v", name, n, fault, err)
				}
				db.Edge.Break(nil)
			}
		}
	}
}
