package main

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/sync/errgroup"

	"latchkey/infra/testing/testdb"
	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	// The process is warm, as nearly every one is that signs somebody in, and stays so however
	// slow the machine: TestColdBudget has one that is not.
	start := w.Now()
	w.Flags.Now = func() time.Time { return start }
	w.Flags.On(t.Context(), flag.EmailBasedMFA, 0)
	h := handler{users: w.Store, limits: w.Store, codes: w.Store, sessions: w.Store, hasher: w.Hasher, confirm: true, flags: w.Flags, issuer: w.Issuer, random: rand.Reader, now: w.Now}
	return w, api.Handle(api.Anyone, w.Now, h.serve)
}

func credentials(name, secret string) string {
	return fmt.Sprintf(`{"username":%q,"password":%q}`, name, secret)
}

// from signs in from an address.
func from(t *testing.T, h world.Handler, address, name, secret string) world.Answer {
	t.Helper()
	return world.Do(t, h, world.Call{Body: credentials(name, secret), Address: address})
}

const wrong = "quite another long password"

func TestMalformedIsRefusedBeforeAnyWork(t *testing.T) {
	w, h := setUp(t)
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nothing", `{}`, 422, "invalid_fields"},
		{"no password", `{"username":"mary"}`, 422, "invalid_fields"},
		{"R-14: a password of a kilobyte", credentials("mary", strings.Repeat("x", 1024)), 422, "invalid_fields"},
		{"R-85: a token of the client's choice", `{"username":"mary","password":"x","token":"lks_mine"}`, 400, "unknown_member"},
		{"R-119: an expression", `{"username":{"S":"mary"},"password":"x"}`, 400, "wrong_type"},
	} {
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Post(t, h, c.body) })
		if a.Status != c.status || a.Code(t) != c.code || len(calls) != 0 || w.Hasher.Computed() != 0 {
			t.Errorf("%s: %d %s, %d calls, %d hashes", c.name, a.Status, a.Body, len(calls), w.Hasher.Computed())
		}
	}
}

// one answer to everybody who cannot sign in, to the byte, after the same steps:
// as many calls of the same kinds, and one password hash.
func TestUniformRefusal(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	w.User(t, "anne", func(u *account.User) { u.Status = account.Disabled })
	w.User(t, "rose", func(u *account.User) { u.EmailConfirmed = false })
	w.User(t, "lucy", func(u *account.User) { u.TwoFactor = account.Email })
	world.Post(t, h, credentials("mary", wrong)) // the counts that a network has are read at a price
	type refusal struct{ body, headers, operations string }
	var first refusal
	for i, c := range []struct{ name, username, password string }{
		{"a wrong password", "mary", wrong},
		{"an unknown name", "nobody", wrong},
		{"an unknown address", "nobody@latchkey.example", wrong},
		{"a name that cannot be", "user#1#admin", wrong},
		{"a name of ten kilobytes", strings.Repeat("n", 10<<10), wrong},
		{"an address of ten kilobytes", strings.Repeat("n", 10<<10) + "@latchkey.example", wrong},
		{"disabled, the right password", "anne", world.Password},
		{"disabled, a wrong one", "anne", wrong},
		{"unconfirmed, a wrong one", "rose", wrong},
		{"a second factor, a wrong one", "lucy@latchkey.example", wrong},
	} {
		before := w.Hasher.Computed()
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Post(t, h, credentials(c.username, c.password)) })
		if hashes := w.Hasher.Computed() - before; a.Status != 401 || hashes != 1 {
			t.Errorf("%s: %d, %d hashes", c.name, a.Status, hashes)
		}
		got := refusal{a.Body, fmt.Sprint(a.Headers), fmt.Sprint(calls.Operations(), calls.Rounds(), calls.Reads(), calls.Writes())}
		if i == 0 {
			first = got
		}
		if got != first {
			t.Errorf("%s answers\n%v\nand not\n%v", c.name, got, first)
		}
	}
	if n := w.Count(t)["Sessions"] + w.Count(t)["Passcodes"]; n != 0 {
		t.Errorf("%d sessions or codes were made", n)
	}
}

// The budget of a sign-in without a second factor: 3 round trips in sequence, 4 read units,
// 5 write units and one password hash, for unknown users too.
func TestBudget(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	for name, status := range map[string]int{"mary": 200, "mary@latchkey.example": 200, "nobody": 401} {
		before := w.Hasher.Computed()
		calls := w.Edge.During(func() {
			if a := from(t, h, "2001:db8::1", name, world.Password); a.Status != status {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		})
		if calls.Rounds() > 3 || calls.Reads() > 4 || calls.Writes() > 5 || w.Hasher.Computed()-before != 1 {
			t.Errorf("%s: %d round trips, %.1f read and %.1f write units, %d hashes: %v",
				name, calls.Rounds(), calls.Reads(), calls.Writes(), w.Hasher.Computed()-before, calls.Operations())
		}
		if calls.Reads() == 0 || calls.Writes() == 0 {
			t.Errorf("%s: the edge counted nothing", name)
		}
	}
}

func TestSignIn(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	a := world.Post(t, h, credentials("MARY@Latchkey.Example", world.Password))
	got := world.Into[wire.Session](t, a)
	tok, ok := token.Parse(token.Session, got.Token)
	if a.Status != 200 || !ok || tok.ID() != int64(u.ID) || got.TokenType != "Bearer" || got.User.LastLogin == nil {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	s, stored, err := w.Store.Session(t.Context(), u.ID, tok.Hash())
	if err != nil || s.Verify(stored, w.Now()) != nil || stored.LastLogin.IsZero() {
		t.Errorf("%+v %+v %v", s, stored, err)
	}
	if s.Address != "203.0.113.7" || s.UserAgent != "lambdatest" || s.ExpiresAt.Sub(s.CreatedAt) != 24*time.Hour {
		t.Errorf("%+v", s)
	}
	again := world.Into[wire.Session](t, world.Post(t, h, credentials("mary", world.Password)))
	if again.Token == got.Token || w.Count(t)["Sessions"] != 2 {
		t.Error("R-26: a second sign-in gave the same session")
	}
}

// unconfirmed signs in and gives the challenge of the refusal, if any.
func unconfirmed(t *testing.T, h world.Handler, name string) string {
	t.Helper()
	a := world.Post(t, h, credentials(name, world.Password))
	problem := world.Into[world.Problem](t, a)
	if a.Status != 403 || problem.Code != "email_unconfirmed" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if problem.Challenge == nil {
		return ""
	}
	return problem.Challenge.ID
}

// Told only to whoever gave the right password, with the challenge that is open. Another code is
// mailed only where that one is of no use any more.
func TestUnconfirmed(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.EmailConfirmed = false })
	first := unconfirmed(t, h, "mary")
	p, err := w.Store.Passcode(t.Context(), first)
	if err != nil || p.Purpose != passcode.ConfirmEmail || !w.Matches(t, p, w.Code(t, u.Email)) {
		t.Fatalf("%+v, %v", p, err)
	}
	w.Pass(passcode.ConfirmLifetime - time.Minute)
	if again := unconfirmed(t, h, u.Email); again != first || w.Outbox.Delivered() != 1 {
		t.Errorf("the open one is %s, and not %s; %d messages", first, again, w.Outbox.Delivered())
	}
	for range passcode.MaxAttempts {
		if _, err := w.Store.Try(t.Context(), first, passcode.ConfirmEmail, w.Now()); err != nil {
			t.Fatal(err)
		}
	}
	second := unconfirmed(t, h, "mary")
	if second == first || w.Outbox.Delivered() != 2 {
		t.Errorf("after five tries: %s, %d messages", second, w.Outbox.Delivered())
	}
	w.Pass(passcode.ConfirmLifetime)
	w.Outbox.Refuse(true)
	if id := unconfirmed(t, h, "mary"); id != "" {
		t.Errorf("undelivered: %s", id)
	}
	if w.Count(t)["Sessions"] != 0 {
		t.Error("a session was made")
	}
}

// the second factor goes where it was set up to go, and no session comes of the password.
func TestSecondFactor(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) { u.TwoFactor = account.Email })
	w.User(t, "anne", func(u *account.User) {
		u.TwoFactor, u.PhoneNumber, u.PhoneConfirmed = account.SMS, "+447700900123", true
	})
	for name, want := range map[string]wire.Challenge{
		"mary": {Purpose: "sign_in", Channel: "email", SentTo: "m***@latchkey.example"},
		"anne": {Purpose: "sign_in", Channel: "sms", SentTo: "+44***23"},
	} {
		var a world.Answer
		calls := w.Edge.During(func() { a = world.Post(t, h, credentials(name, world.Password)) })
		got := world.Into[wire.Challenged](t, a).Challenge
		if a.Status != 202 || got.Purpose != want.Purpose || got.Channel != want.Channel || got.SentTo != want.SentTo {
			t.Errorf("%s: %d %+v", name, a.Status, got)
		}
		if calls.Rounds() > 4 {
			t.Errorf("%s: %d round trips: %v", name, calls.Rounds(), calls.Operations())
		}
	}
	w.Code(t, "mary@latchkey.example")
	w.Code(t, "+447700900123")
	if w.Count(t)["Sessions"] != 0 {
		t.Error("a session was made")
	}
}

// the code of a message that was refused is dead.
func TestUndelivered(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.TwoFactor = account.Email })
	w.Outbox.Refuse(true)
	a := world.Post(t, h, credentials("mary", world.Password))
	if a.Status != 503 || a.Code(t) != "delivery_failed" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	w.NoneAlive(t)
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now != u {
		t.Errorf("the user changed: %+v, %v", now, err)
	}
}

// Staff are told the ways back, users are not: they have somebody to ask.
func TestUndeliveredToStaff(t *testing.T) {
	w, h := setUp(t)
	w.Staff(t, "boss", account.RoleAdmin)
	w.User(t, "mary", func(u *account.User) { u.TwoFactor = account.Email })
	w.Outbox.Refuse(true)
	for name, want := range map[string]bool{"boss": true, "mary": false} {
		a := world.Post(t, h, credentials(name, world.Password))
		if told := strings.Contains(a.Body, "recover-admin"); a.Status != 503 || a.Code(t) != "delivery_failed" || told != want || a.Headers["retry-after"] == "" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	w.NoneAlive(t)
}

// a code that may still arrive stays good, and the refusal has its challenge.
func TestUnsure(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) { u.TwoFactor = account.Email })
	w.Senders.Break(testdb.Dropped)
	a := world.Post(t, h, credentials("mary", world.Password))
	got := world.Into[world.Problem](t, a)
	if a.Status != 503 || got.Code != "delivery_unsure" || got.Challenge == nil || a.Headers["retry-after"] != "60" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	p, err := w.Store.Passcode(t.Context(), got.Challenge.ID)
	if err != nil || !p.Valid(w.Now()) || !w.Matches(t, p, w.Code(t, p.SentTo)) {
		t.Errorf("%+v, %v", p, err)
	}
}

// of thirty failures of an account, whichever of its names is tried, the next is not
// compared, be it right. It looks like a wrong password. In the next window the right one works
// again. Successes in between count nothing.
func TestFailuresOfAnAccount(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	for range 7 {
		if a := from(t, h, "203.0.113.1", "mary", world.Password); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	first := ""
	for n := range 31 {
		address := fmt.Sprintf("203.0.113.%d", 1+n/5)
		a := from(t, h, address, []string{"mary", "mary@latchkey.example"}[n%2], wrong)
		if first = cmp.Or(first, a.Body); a.Status != 401 || a.Body != first {
			t.Fatalf("failure %d: %d %s", n+1, a.Status, a.Body)
		}
	}
	for _, address := range []string{"203.0.113.1", "203.0.113.99"} {
		before := w.Hasher.Computed()
		a := from(t, h, address, "mary", world.Password)
		if a.Status != 401 || a.Body != first || w.Hasher.Computed()-before != 1 {
			t.Errorf("after thirty, the right password from %s: %d %s, %d hashes", address, a.Status, a.Body, w.Hasher.Computed()-before)
		}
	}
	if n := w.Count(t)["Sessions"]; n != 7 {
		t.Errorf("%d sessions", n)
	}
	w.Pass(10 * time.Minute)
	if a := from(t, h, "203.0.113.1", "mary", world.Password); a.Status != 200 {
		t.Errorf("in the next window: %d %s", a.Status, a.Body)
	}
}

// one network may fail five times at a name, and is then told when to come back. Other
// networks are not.
func TestFailuresOfANetwork(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	for n := range 6 {
		a := from(t, h, "203.0.113.1", "mary", wrong)
		if want := map[bool]int{true: 401, false: 429}[n < 5]; a.Status != want || (want == 429) != (a.Headers["retry-after"] != "") {
			t.Errorf("failure %d: %d %v", n+1, a.Status, a.Headers)
		}
	}
	before := w.Hasher.Computed()
	if a := from(t, h, "203.0.113.1", "mary", world.Password); a.Status != 429 || w.Hasher.Computed() != before {
		t.Errorf("the right password from there: %d", a.Status)
	}
	if a := from(t, h, "203.0.113.2", "mary", world.Password); a.Status != 200 {
		t.Errorf("from elsewhere: %d %s", a.Status, a.Body)
	}
}

// no count tells that a username and an address are one user's.
func TestNamesAreNotLinked(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	w.User(t, "anne", nil)
	for i, c := range []struct{ name, address string }{
		{"mary", "mary@latchkey.example"}, {"anne", "mary@latchkey.example"}, {"nobody", "nobody@latchkey.example"},
	} {
		network := fmt.Sprintf("203.0.113.%d", i)
		for range 5 {
			from(t, h, network, c.name, wrong)
		}
		if a := from(t, h, network, c.address, wrong); a.Status != 401 {
			t.Errorf("five times %s, then %s: %d %s", c.name, c.address, a.Status, a.Body)
		}
	}
}

// a household with IPv6 is in a /56 or a /48, and does not use up an account's thirty.
func TestNetworksOfAnAccount(t *testing.T) {
	for _, c := range []struct {
		name, address string
		want          int // failures of the account
	}{
		{"a /64", "2001:db8:0:1::%x", 5},
		{"a /56", "2001:db8:0:1%02x::1", 10},
		{"a /48", "2001:db8:0:%x00::1", 15},
	} {
		w, h := setUp(t)
		mary := w.User(t, "mary", nil)
		for n := range 20 {
			from(t, h, fmt.Sprintf(c.address, n+1), "mary", wrong)
		}
		charge := throttle.LoginAccount.Charge(w.Issuer.Throttles.User(mary.ID), w.Now())
		charge.Limit.Max = c.want
		full := w.Store.Room(t.Context(), charge)
		charge.Limit.Max = c.want + 1
		if room := w.Store.Room(t.Context(), charge); !errors.Is(full, throttle.ErrLimited) || room != nil {
			t.Errorf("%s: not %d failures: %v, %v", c.name, c.want, full, room)
		}
		if a := from(t, h, "203.0.113.9", "mary", world.Password); a.Status != 200 {
			t.Errorf("%s: the owner: %d %s", c.name, a.Status, a.Body)
		}
	}
}

// an unknown name is limited like a known one.
func TestFailuresOfAnUnknownName(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", nil)
	for n := range 7 {
		known, unknown := from(t, h, "203.0.113.1", "mary", wrong), from(t, h, "203.0.113.1", "nobody", wrong)
		if known.Status != unknown.Status || known.Body != unknown.Body {
			t.Errorf("failure %d: %d %s and %d %s", n+1, known.Status, known.Body, unknown.Status, unknown.Body)
		}
	}
	for _, item := range w.Scan(t, w.Tables.Throttles) {
		if text := fmt.Sprintf("%v", item["scope"]); strings.Contains(text, "nobody") || strings.Contains(text, "203.0.113") {
			t.Errorf("the table tells who tried: %s", text)
		}
	}
}

// one password over many names, from one /64, one /56 and one /48.
func TestSpraying(t *testing.T) {
	for _, c := range []struct {
		name    string
		address func(n int) string
		most    int
		beyond  string
	}{
		{"a /64", func(n int) string { return fmt.Sprintf("2001:db8:0:1::%x", n) }, 100, "2001:db8:0:2::1"},
		{"a /56", func(n int) string { return fmt.Sprintf("2001:db8:0:1%02x::1", n) }, 200, "2001:db8:0:200::1"},
		{"a /48", func(n int) string { return fmt.Sprintf("2001:db8:0:%x::1", n%250<<8+n/250) }, 1000, "2001:db8:1::1"},
	} {
		w, h := setUp(t)
		var g errgroup.Group
		g.SetLimit(50)
		for n := range c.most - 1 {
			for _, charge := range throttle.LoginAddress.ByNetwork(w.Issuer.Throttles.Networks(c.address(n)), w.Now()) {
				g.Go(func() error { return w.Store.Take(t.Context(), charge) })
			}
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		for n, want := range []int{401, 429} {
			if a := from(t, h, c.address(c.most-1+n), fmt.Sprintf("name%d", n), wrong); a.Status != want {
				t.Errorf("%s, failure %d: %d", c.name, c.most+n, a.Status)
			}
		}
		if a := from(t, h, c.beyond, "another", wrong); a.Status != 401 {
			t.Errorf("%s, from beyond it: %d", c.name, a.Status)
		}
	}
}

// a code is mailed ten times an hour at most, however often the password is given.
func TestSendsAreLimited(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) { u.TwoFactor = account.Email })
	for n := range 11 {
		a := world.Post(t, h, credentials("mary", world.Password))
		if want := map[bool]int{true: 202, false: 429}[n < 10]; a.Status != want {
			t.Errorf("sign-in %d: %d, want %d", n+1, a.Status, want)
		}
	}
	if n := w.Outbox.Delivered(); n != 10 {
		t.Errorf("%d messages", n)
	}
}

// what was hashed with other parameters is hashed anew when its password is known.
func TestRehash(t *testing.T) {
	w, h := setUp(t)
	salt := "MDEyMzQ1Njc4OWFiY2RlZg"
	old := fmt.Sprintf("$argon2id$v=%d$m=12288,t=3,p=1$%s$%s", argon2.Version, salt, oldKey(world.Password))
	u := w.User(t, "mary", func(u *account.User) { u.PasswordHash = old })
	if a := world.Post(t, h, credentials("mary", wrong)); a.Status != 401 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.PasswordHash != old {
		t.Errorf("a wrong password changed the hash: %v", err)
	}
	if a := world.Post(t, h, credentials("mary", world.Password)); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	now, err := w.Store.User(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	if ok, stale, err := new(password.Hasher).Verify(now.PasswordHash, world.Password); !ok || stale || err != nil {
		t.Errorf("ok=%v stale=%v %v", ok, stale, err)
	}
}

// A user who was brought along with a bcrypt hash signs in by it once: from then on he has
// one of argon2id.
func TestImportedHash(t *testing.T) {
	w, h := setUp(t)
	made, err := bcrypt.GenerateFromPassword([]byte(world.Password), bcrypt.DefaultCost)
	if err != nil {
		t.Fatal(err)
	}
	u := w.User(t, "mary", func(u *account.User) { u.PasswordHash = string(made) })
	signIn := func(secret string, status int, hashes int64, begins string) {
		t.Helper()
		before := w.Hasher.Computed()
		if a := world.Post(t, h, credentials("mary", secret)); a.Status != status || w.Hasher.Computed()-before != hashes {
			t.Errorf("%d %s, %d hashes", a.Status, a.Body, w.Hasher.Computed()-before)
		}
		if now, err := w.Store.User(t.Context(), u.ID); err != nil || !strings.HasPrefix(now.PasswordHash, begins) {
			t.Errorf("%s, %v", now.PasswordHash, err)
		}
	}
	signIn(wrong, 401, 1, string(made))
	signIn(world.Password+strings.Repeat("x", 72), 401, 1, string(made))
	signIn(world.Password, 200, 2, "$argon2id$v=19$m=19456,t=2,p=1$")
	signIn(world.Password, 200, 1, "$argon2id$v=19$m=19456,t=2,p=1$")
}

func oldKey(secret string) string {
	key := argon2.IDKey([]byte(secret), []byte("0123456789abcdef"), 3, 12288, 1, 32)
	return base64.RawStdEncoding.EncodeToString(key)
}

// A name is the same name with what keyboards add around it, and an address in any spelling of its domain.
func TestSpellingsOfAName(t *testing.T) {
	w, h := setUp(t)
	w.User(t, "mary", func(u *account.User) { u.Email = "mary@xn--bcher-kva.example" })
	for _, name := range []string{
		" mary", "mary ", "MARY\n", "mary\u00a0", "\u200bmary", "\ufeffmary\u202c", " mary@xn--bcher-kva.example\t", "Mary@Bücher.example", strings.Repeat(" ", 300) + "mary",
	} {
		if a := world.Post(t, h, credentials(name, world.Password)); a.Status != 200 {
			t.Errorf("%q: %d %s", name, a.Status, a.Body)
		}
	}
}
