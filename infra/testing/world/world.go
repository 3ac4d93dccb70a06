// Package world calls the routes' handlers in tests, over the real store and with real
// HTTP to an outbox, at a time of the test's choosing.
//
// It is for tests alone. What the gateway does, and what the built functions do, is tested
// on the local stack.
package world

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/local/outbox"
	"latchkey/infra/testing/testdb"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/aws/ses"
	"latchkey/shared/aws/sns"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/device"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/guessing"
	"latchkey/shared/domain/keyed"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/newpassword"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/registration"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/wiring/devices"
)

// World is what a handler under test lives in.
type World struct {
	*testdb.Database
	Outbox   *outbox.Outbox
	Senders  *Senders
	Notifier message.Notifier
	Issuer   passcode.Issuer
	Redeemer passcode.Redeemer
	Hasher   *password.Hasher
	Policy   password.Policy // that of the template's defaults, unless the test sets another
	Flags    *flag.Cache

	offset  atomic.Int64
	trials  int
	numbers int

	footprints map[string]footprint
}

// New makes an empty world. Tests with a world run one after the other: a round ends when no
// goroutine of the process can run, and another test would hold it up.
func New(t testing.TB) *World {
	t.Helper()
	logsByContext()
	hashQuickly(t)
	db := testdb.New(t)
	box := outbox.New()
	codes, codesErr := passcode.NewKey(t.Context(), Secret("a secret of the tests"))
	subjects, subjectsErr := throttle.NewKey("a secret of the tests")
	authenticators, err := factor.NewKey("a secret of the tests")
	if codesErr != nil || subjectsErr != nil || err != nil {
		t.Fatal(codesErr, subjectsErr, err)
	}
	senders := new(Senders)
	notifier := notifier(t, box, senders, db.Edge.Barrier.Client(testdb.Impatient, false))
	w := &World{
		footprints: map[string]footprint{},

		Database: db,
		Outbox:   box,
		Hasher:   new(password.Hasher),
		Policy:   Policy,
		Senders:  senders,
		Notifier: notifier,
		Issuer: passcode.Issuer{
			Key: codes, Throttles: subjects, Lifetime: 10 * time.Minute, Random: rand.Reader,
			Meter: db.Store, Store: db.Store, Owners: db.Store, Devices: db.Store, Notifier: notifier, Enrolled: db.Store, Passkeys: Site,
		},
		Redeemer: passcode.Redeemer{Key: codes, Authenticators: authenticators, Throttles: subjects, Counter: db.Store, Users: db.Store, Devices: db.Store},
	}
	w.Redeemer.Watch = w.Watch()
	w.Flags = &flag.Cache{Store: db.Store, Now: w.Now}
	w.Pass(time.Until(midnight()))
	return w
}

// Watch tells users of guesses, and has nobody wait for it.
func (w *World) Watch() guessing.Watch {
	passed := make(chan time.Time)
	close(passed)
	return guessing.Watch{
		Throttles: w.Issuer.Throttles, Counter: w.Store,
		Hourly: message.Hourly{Notifier: w.Notifier, Throttles: w.Issuer.Throttles, Quiet: w.Store},
		Slot:   time.Minute, After: func(time.Duration) <-chan time.Time { return passed },
	}
}

// midnight is the next one: every world begins with it, and so at the beginning of every
// window in which limits count, whenever the test runs.
func midnight() time.Time {
	return time.Now().UTC().Truncate(24 * time.Hour).Add(24*time.Hour + time.Second)
}

func notifier(t testing.TB, box *outbox.Outbox, senders *Senders, client *http.Client) message.Notifier {
	serve := func(h http.HandlerFunc) string {
		s := httptest.NewServer(senders.over(h))
		t.Cleanup(s.Close)
		return s.URL
	}
	return message.Notifier{
		Service: "Latchkey", Links: message.Links{Public: "https://id.latchkey.example"},
		Mailer:    ses.New(serve(box.ServeSES), "eu-west-1", dynamodb.Credentials, client, ses.Sender{From: "no-reply@latchkey.example"}),
		SMSSender: sns.New(serve(box.ServeSNS), "eu-west-1", dynamodb.Credentials, client),
		Pace:      new(message.Pace),
		Timeout:   time.Minute, // a busy machine is no slow mailer
	}
}

// Secret is one that has these values, the current one first.
func Secret(values ...string) keyed.Secret {
	return keyed.Secret{Values: func(context.Context) ([]string, error) { return values, nil }, Now: time.Now}
}

// Now is the world's time: that of the machine, and what Pass has added to it.
func (w *World) Now() time.Time {
	return time.Now().Add(time.Duration(w.offset.Load())).UTC().Truncate(time.Second)
}

// Pass lets time go by.
func (w *World) Pass(d time.Duration) { w.offset.Add(int64(d)) }

// Registrar makes accounts in the world.
func (w *World) Registrar() registration.Registrar {
	return registration.Registrar{
		Store: w.Store, Policy: w.Policy, Hasher: w.Hasher, Confirm: true,
		Issuer: w.Issuer, Invitations: w.Store, Inviter: w.Notifier, Flags: w.Flags, Random: rand.Reader, Now: w.Now,
	}
}

// Keeper keeps the devices of the world's users.
func (w *World) Keeper() device.Keeper {
	return devices.Keeper(w.Store, w.Notifier, w.Issuer.Throttles)
}

// Passwords sets new passwords in the world.
func (w *World) Passwords() newpassword.Setter {
	return newpassword.Setter{Policy: w.Policy, Hasher: w.Hasher, Notifier: w.Notifier, Random: rand.Reader}
}

// Policy is that of the template's defaults.
var Policy = password.Policy{MinLength: 15}

// Lifetimes are those of the template's defaults.
var Lifetimes = session.Lifetimes{User: 24 * time.Hour, Staff: 8 * time.Hour}

// Verifier verifies the sessions of the world.
func (w *World) Verifier(l session.Lifetimes) session.Verifier {
	return session.Verifier{Lifetimes: l, Store: w.Store}
}

// Password is that of every user the world makes.
const Password = "velvet tractor orbit moss"

// Number is a phone number that nobody else in the world has.
func (w *World) Number() string {
	w.numbers++
	return fmt.Sprintf("+4477009%05d", w.numbers)
}

// User makes a user named after a word, changed as the test needs it.
func (w *World) User(t testing.TB, name string, change func(*account.User)) account.User {
	t.Helper()
	id, err := account.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := hashed()
	if err != nil {
		t.Fatal(err)
	}
	u := account.NewDraft(name, name+"@latchkey.example", "", "").User(id, hash, w.Now())
	u.EmailConfirmed = true
	if change != nil {
		change(&u)
	}
	if u, err = w.store(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	return u
}

// store counts admins as the service does: one is the first, the others are given the role.
func (w *World) store(ctx context.Context, u account.User) (account.User, error) {
	if !u.ActiveAdmin() {
		return u, w.register(ctx, u)
	}
	err := w.Store.CreateFirstAdmin(ctx, u)
	if !errors.Is(err, account.ErrAdminExists) {
		return u, err
	}
	plain, admin := u, u
	plain.Role = account.RoleUser
	if err := w.register(ctx, plain); err != nil {
		return u, err
	}
	admin.Version++
	return admin, w.Store.UpdateUser(ctx, dynamo.Update{From: plain, To: u})
}

func (w *World) register(ctx context.Context, u account.User) error {
	return w.Store.Register(ctx, u, nil)
}

// SignIn begins a session of a user and gives it.
func (w *World) SignIn(t testing.TB, u account.User) session.Session {
	t.Helper()
	s, _ := w.SignInWithToken(t, u)
	return s
}

// SignInWithToken begins a session of a user and gives it with its token.
func (w *World) SignInWithToken(t testing.TB, u account.User) (session.Session, token.Token) {
	t.Helper()
	tok, err := token.New(token.Session, rand.Reader, int64(u.ID))
	if err != nil {
		t.Fatal(err)
	}
	s := Lifetimes.Begin(tok, u, "203.0.113.7", "a test", w.Now())
	if err := w.Store.SaveSession(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s, tok
}

// SetUser changes text attributes of a user from outside, as no request could.
func (w *World) SetUser(t testing.TB, id account.ID, attributes map[string]string) {
	t.Helper()
	key := map[string]types.AttributeValue{"id": &types.AttributeValueMemberN{Value: id.String()}}
	values := map[string]types.AttributeValue{}
	for name, value := range attributes {
		values[name] = &types.AttributeValueMemberS{Value: value}
	}
	w.Set(t, w.Tables.Users, key, values)
}
