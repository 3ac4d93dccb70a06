package main

import (
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/passkey"
	"latchkey/shared/domain/retention"
	"latchkey/shared/domain/throttle"
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

// all that can be wrong with a credential has one answer, and signs nobody in.
func TestRefusals(t *testing.T) {
	w, h, serve := setUp(t)
	_, annes := enrolled(t, w, "anne")
	for i, c := range []struct {
		name  string
		wrong func(mary *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) (credential string)
	}{
		{"an unknown passkey", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			return world.NewSecurityKey().Sign(t, c.PublicKey)
		}},
		{"another user's key under the first one's id", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Credential.Key = annes.Credential.Key
			return k.Sign(t, c.PublicKey)
		}},
		{"another user's handle", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.UserHandle = annes.Options.UserHandle
			return k.Sign(t, c.PublicKey)
		}},
		{"no handle", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.UserHandle = nil
			return k.Sign(t, c.PublicKey)
		}},
		{"another origin", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Origin = "https://latchkey.example"
			return k.Sign(t, c.PublicKey)
		}},
		{"the origin with a path", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Origin += "/"
			return k.Sign(t, c.PublicKey)
		}},
		{"another site", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.RelyingParty.ID = "elsewhere.example"
			return k.Sign(t, c.PublicKey)
		}},
		{"a user who was not verified", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.UserNotVerified = true
			return k.Sign(t, c.PublicKey)
		}},
		{"a user who was not there", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.UserNotPresent = true
			return k.Sign(t, c.PublicKey)
		}},
		{"a passkey that is bound to its device, and was not", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			k.Options.BackupEligible, k.Options.BackupState = false, false
			return k.Sign(t, c.PublicKey)
		}},
		{"the challenge of another sign-in", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			return k.Sign(t, begun(t, h).PublicKey)
		}},
		{"a signature over other data", func(_ *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			other := k.Sign(t, begun(t, h).PublicKey)
			return member(t, k.Sign(t, c.PublicKey), "signature", other)
		}},
		{"the user is disabled", func(mary *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			w.SetUser(t, mary.ID, map[string]string{"status": "disabled"})
			return k.Sign(t, c.PublicKey)
		}},
		{"the passkey was removed", func(mary *world.Enrolled, k *world.SecurityKey, c *wire.Challenge) string {
			off := dynamo.Update{From: mary.User, To: mary.User.Enrolled(account.Factors{}, w.Now()), Remove: []factor.Factor{mary.Factor}}
			if err := w.Store.UpdateUser(t.Context(), off); err != nil {
				t.Fatal(err)
			}
			return k.Sign(t, c.PublicKey)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			mary, k := enrolled(t, w, "mary"+string(rune('a'+i)))
			challenge := begun(t, h)
			credential := c.wrong(&mary, k, &challenge)
			a := world.Post(t, serve, world.Assertion(challenge.ID, credential))
			if a.Status != 401 || a.Code(t) != "invalid_passkey" || w.Count(t)["Sessions"] != 0 {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
}

// a passkey that did not verify its user when it was made stands for no password, whatever it says now.
func TestSecondFactorOnly(t *testing.T) {
	w, h, serve := setUp(t)
	k := world.NewSecurityKey()
	k.Options.UserNotVerified = true
	w.PasskeyOn(t, k, w.User(t, "mary", nil), w.Now().Add(longAgo))
	k.Options.UserNotVerified = false
	if a := answer(t, serve, k, begun(t, h)); a.Status != 401 || a.Code(t) != "invalid_passkey" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestChallengesThatAreNotOpen(t *testing.T) {
	w, h, serve := setUp(t)
	_, k := enrolled(t, w, "mary")
	c := begun(t, h)
	tampered := c
	later := map[bool]string{true: "B", false: "A"}[c.ID[30] == 'A'] // of the time at which it expires
	tampered.ID = c.ID[:30] + later + c.ID[31:]
	tampered.PublicKey = &wire.RequestOptions{Challenge: passkey.Encoding.EncodeToString([]byte(tampered.ID)), RPID: world.Site.Domain}
	other := h
	var err error
	if other.challenges, err = passkey.NewChallenges(t.Context(), world.Secret("another secret")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]wire.Challenge{"tampered with": tampered, "of another secret": begun(t, other)} {
		if a := answer(t, serve, k, c); a.Status != 410 || a.Code(t) != "challenge_closed" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	c = begun(t, h)
	w.Pass(passkey.Lifetime)
	if a := answer(t, serve, k, c); a.Status != 410 || w.Count(t)["Sessions"] != 0 {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
}

func TestMalformed(t *testing.T) {
	_, h, serve := setUp(t)
	id := begun(t, h).ID
	for body, code := range map[string]string{
		`{}`: "required", `{"challenge_id":"` + id + `"}`: "required", world.Assertion(id, `null`): "not_nullable",
		world.Assertion(id, `"x"`): "malformed_credential", world.Assertion(id, `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`): "malformed_credential",
		world.Assertion(strings.Repeat("x", 65), `{}`): "malformed_challenge_id",
	} {
		if a := world.Post(t, serve, body); a.Status != 422 || !strings.Contains(a.Body, code) {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
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

// Failures count for the network alone: another network signs in, and so does the user, whose network is
// full, with a challenge that they opened with their password.
func TestLimits(t *testing.T) {
	w, h, serve := setUp(t)
	mary, k := enrolled(t, w, "mary")
	stranger := world.NewSecurityKey()
	full := throttle.LoginAddress.Networks[0]
	for n := range full + 1 {
		a := answer(t, serve, stranger, begun(t, h))
		if want := map[bool]int{true: 401, false: 429}[n < full]; a.Status != want {
			t.Fatalf("failure %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	if a := answer(t, serve, k, begun(t, h)); a.Status != 429 || a.Headers["retry-after"] == "" {
		t.Errorf("from the same network: %d %s", a.Status, a.Body)
	}
	c := begun(t, h)
	elsewhere := world.Call{Body: world.Assertion(c.ID, k.Sign(t, c.PublicKey)), Address: "198.51.100.7"}
	if a := world.Do(t, serve, elsewhere); a.Status != 200 {
		t.Errorf("from another: %d %s", a.Status, a.Body)
	}
	c = asked(t, w, mary.User, passcode.SignIn)
	if a := answer(t, serve, stranger, c); a.Status != 401 {
		t.Errorf("a failure after a password: %d %s", a.Status, a.Body)
	}
	if a := answer(t, serve, k, c); a.Status != 200 {
		t.Errorf("after a password: %d %s", a.Status, a.Body)
	}
}

// A device that is remembered keeps its user from being kept out by others of their network.
func TestDevice(t *testing.T) {
	w, h, serve := setUp(t)
	_, k := enrolled(t, w, "mary")
	c := begun(t, h)
	body := strings.TrimSuffix(world.Assertion(c.ID, k.Sign(t, c.PublicKey)), "}") + `,"remember_device":true}`
	a := world.Post(t, serve, body)
	shown := world.Into[wire.Session](t, a).DeviceToken
	if a.Status != 200 || !strings.HasPrefix(shown, "lkd_") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for range throttle.LoginAddress.Networks[0] {
		answer(t, serve, world.NewSecurityKey(), begun(t, h))
	}
	for given, want := range map[string]int{"lkd_" + strings.Repeat("x", 60): 429, shown: 200} {
		c := begun(t, h)
		call := world.Call{Body: world.Assertion(c.ID, k.Sign(t, c.PublicKey)), Headers: map[string]string{"device-token": given}}
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Do(t, serve, call) })
		if a.Status != want || calls.Rounds() > 4 {
			t.Errorf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
		}
	}
}
