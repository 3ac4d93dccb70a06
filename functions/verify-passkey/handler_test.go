package main

import (
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/retention"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

const longAgo = -1000 * time.Hour

func parts(t *testing.T, w *world.World) handler {
	t.Helper()
	challenges, err := passkey.NewChallenges(t.Context(), world.Secret("a secret of the tests"))
	if err != nil {
		t.Fatal(err)
	}
	return handler{
		store: w.Store, challenges: challenges, site: world.Site, key: w.Issuer.Key, throttles: w.Issuer.Throttles, lifetimes: world.Lifetimes, keeper: w.Keeper(), confirm: true,
		notices: message.Hourly{Notifier: w.Notifier, Throttles: w.Issuer.Throttles, Quiet: w.Store}, random: rand.Reader, now: w.Now,
	}
}

func setUp(t *testing.T) (*world.World, handler, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := parts(t, w)
	return w, h, api.Handle(api.Anyone, w.Now, h.serve)
}

// begun is a sign-in without a name.
func begun(t *testing.T, h handler) wire.Challenge {
	t.Helper()
	id, expires, err := h.challenges.Draw(t.Context(), rand.Reader, h.now())
	if err != nil {
		t.Fatal(err)
	}
	return wire.ChallengeOf(passcode.Begin(h.site, id, expires, h.now()))
}

// enrolled is a user with a passkey, and the key that it is on.
func enrolled(t *testing.T, w *world.World, name string) (world.Enrolled, *world.SecurityKey) {
	t.Helper()
	k := world.NewSecurityKey()
	return w.PasskeyOn(t, k, w.User(t, name, nil), w.Now().Add(longAgo)), k
}

// answer signs a challenge and posts it.
func answer(t *testing.T, h world.Handler, k *world.SecurityKey, c wire.Challenge) world.Answer {
	t.Helper()
	return world.Post(t, h, world.Assertion(c.ID, k.Sign(t, c.PublicKey)))
}

func TestSignInWithoutAName(t *testing.T) {
	w, h, serve := setUp(t)
	mary, k := enrolled(t, w, "mary")
	c := begun(t, h)
	var a world.Answer
	calls := w.Edge.During(func() { a = answer(t, serve, k, c) })
	got := world.Into[wire.Session](t, a)
	tok, ok := token.Parse(token.Session, got.Token)
	if a.Status != 200 || got.Result != "session" || !ok || got.User.ID != int64(mary.ID) || got.User.LastLogin == nil {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if calls.Rounds() > 3 || calls.Reads() > 4 || calls.Writes() > 20 {
		t.Errorf("%d round trips, %.1f read and %.1f write units: %v", calls.Rounds(), calls.Reads(), calls.Writes(), calls.Operations())
	}
	s, stored, err := w.Store.Session(t.Context(), mary.ID, tok.Hash())
	if err != nil || world.Lifetimes.Verify(s, stored, w.Now()) != nil || s.Methods != "pop user mfa" || !stored.LastLogin.Equal(w.Now()) {
		t.Errorf("%+v %+v %v", s, stored, err)
	}
	if f, err := w.Store.Factor(t.Context(), mary.ID, mary.Factor.ID); err != nil || !f.LastUsed.Equal(w.Now()) || !f.Passkey.BackedUp {
		t.Errorf("%+v, %v", f, err)
	}
	if acts := w.LastActs(t, mary.User, 1); acts[0] != "signed_in by self" {
		t.Errorf("R-110: recorded is %v", acts)
	}
	if a := answer(t, serve, k, c); a.Status != 410 || a.Code(t) != "challenge_closed" || w.Count(t)["Sessions"] != 1 {
		t.Errorf("R-33: the challenge works twice: %d %s", a.Status, a.Body)
	}
}

// What is stored of a challenge that was answered lasts as long as the challenge, whatever is removed
// before, and is of no use to who knows its id.
func TestSpentChallengesStay(t *testing.T) {
	w, h, serve := setUp(t)
	_, k := enrolled(t, w, "mary")
	c := begun(t, h)
	if a := answer(t, serve, k, c); a.Status != 200 {
		t.Fatal(a.Body)
	}
	w.Pass(passkey.Lifetime - time.Second)
	batch, err := w.Store.Look(t.Context(), w.Store.Sweeps(retention.Rules{}, w.Now())[0], dynamo.Cursor{})
	if err != nil || batch.Seen != 1 || len(batch.Expired) != 0 {
		t.Errorf("the cleanup finds %+v, %v", batch, err)
	}
	for name, id := range map[string]string{"again": c.ID, "by its id": passkey.SpentID(c.ID)} {
		if a := world.Post(t, serve, world.Assertion(id, k.Sign(t, c.PublicKey))); a.Status != 410 || w.Count(t)["Sessions"] != 1 {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

// of many posts of one assertion one is a session, also where the passkey counts nothing.
func TestOneOfManyWins(t *testing.T) {
	w, h, serve := setUp(t)
	_, k := enrolled(t, w, "mary")
	c := begun(t, h)
	body := world.Assertion(c.ID, k.Sign(t, c.PublicKey))
	var mu sync.Mutex
	var g sync.WaitGroup
	statuses := map[int]int{}
	for range 50 {
		g.Go(func() {
			a := world.Post(t, serve, body)
			mu.Lock()
			defer mu.Unlock()
			statuses[a.Status]++
		})
	}
	g.Wait()
	if statuses[200] != 1 || statuses[410] != 49 || w.Count(t)["Sessions"] != 1 {
		t.Errorf("%v, %d sessions", statuses, w.Count(t)["Sessions"])
	}
}

func TestOff(t *testing.T) {
	w, h, _ := setUp(t)
	_, k := enrolled(t, w, "mary")
	c := begun(t, h)
	h.site = passkey.Site{}
	if a := answer(t, api.Handle(api.Anyone, w.Now, h.serve), k, c); a.Status != 409 || a.Code(t) != "passkeys_off" || w.Count(t)["Sessions"] != 0 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// An account whose address is not confirmed signs in by no door.
func TestUnconfirmed(t *testing.T) {
	w, h, serve := setUp(t)
	k := world.NewSecurityKey()
	w.PasskeyOn(t, k, w.User(t, "mary", func(u *account.User) { u.EmailConfirmed = false }), w.Now().Add(longAgo))
	if a := answer(t, serve, k, begun(t, h)); a.Status != 403 || a.Code(t) != "email_unconfirmed" || w.Count(t)["Sessions"] != 0 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// EmailConfirmation=off: nobody waits for a confirmation.
func TestUnconfirmedWhereNoneIsAsked(t *testing.T) {
	w, h, _ := setUp(t)
	h.confirm = false
	k := world.NewSecurityKey()
	w.PasskeyOn(t, k, w.User(t, "mary", func(u *account.User) { u.EmailConfirmed = false }), w.Now().Add(longAgo))
	if a := answer(t, api.Handle(api.Anyone, w.Now, h.serve), k, begun(t, h)); a.Status != 200 || w.Count(t)["Sessions"] != 1 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// A sign-in on another device is told, unless a code was mailed for it, which said so already.
func TestNewDevices(t *testing.T) {
	w, h, serve := setUp(t)
	mary, k := enrolled(t, w, "mary")
	w.Remember(t, mary.User)
	u, err := w.Store.User(t.Context(), mary.ID)
	if err != nil {
		t.Fatal(err)
	}
	mailed := func() wire.Challenge {
		q := passcode.Request{User: u, Purpose: passcode.SignIn}.By(account.ParseFactorTypes("passkey email"), account.FactorEmail)
		p, err := w.Issuer.Issue(t.Context(), q, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		return wire.ChallengeOf(p)
	}
	afterPassword := func() wire.Challenge { return asked(t, w, u, passcode.SignIn) }
	withoutName := func() wire.Challenge { return begun(t, h) }
	for i, open := range []func() wire.Challenge{mailed, afterPassword, withoutName} {
		if a := answer(t, serve, k, open()); a.Status != 200 {
			t.Errorf("sign-in %d: %d %s", i+1, a.Status, a.Body)
		}
		if n := len(w.Outbox.Messages(u.Email)); n != i+1 {
			t.Errorf("sign-in %d: %d mails", i+1, n)
		}
		w.Pass(time.Hour)
	}
}
