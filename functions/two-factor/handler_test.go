package main

import (
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

func setUp(t *testing.T) (*world.World, world.Handler) {
	t.Helper()
	w := world.New(t)
	h := handler{sessions: w.Store, lifetimes: world.Lifetimes, keeper: w.Keeper(), redeemer: w.Redeemer, notifier: w.Notifier, random: rand.Reader, now: w.Now}
	return w, api.Handle(api.Anyone, w.Now, h.serve)
}

func issue(t *testing.T, w *world.World, u account.User, purpose passcode.Purpose) (challenge, code string) {
	t.Helper()
	return w.Issue(t, passcode.Request{User: u, Purpose: purpose, Channel: account.Email})
}

func TestRefusals(t *testing.T) {
	w, h := setUp(t)
	mary, anne := w.User(t, "mary", nil), w.User(t, "anne", nil)
	id, code := issue(t, w, mary, passcode.SignIn)
	_, annes := issue(t, w, anne, passcode.SignIn)
	rose := w.User(t, "rose", func(u *account.User) { u.EmailConfirmed = false })
	confirm, confirmCode := issue(t, w, rose, passcode.ConfirmEmail)
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nothing", `{}`, 422, "invalid_fields"},
		{"R-44: a number", `{"challenge_id":"x","code":123456}`, 400, "wrong_type"},
		{"64 characters of two bytes", `{"challenge_id":"` + strings.Repeat("é", 64) + `","code":"123456"}`, 410, "challenge_closed"},
		{"65 characters", `{"challenge_id":"` + strings.Repeat("é", 65) + `","code":"123456"}`, 422, "invalid_fields"},
		{"R-44: a list", `{"challenge_id":"x","code":["123456"]}`, 400, "wrong_type"},
		{"R-44: null", `{"challenge_id":"x","code":null}`, 422, "invalid_fields"},
		{"R-44: a line end", world.Reply(id, code+"\n"), 422, "invalid_fields"},
		{"an id of ten kilobytes", world.Reply(strings.Repeat("x", 10<<10), code), 422, "invalid_fields"},
		{"R-46: an unknown challenge", world.Reply("nobody", code), 410, "challenge_closed"},
		{"R-35: a challenge of another purpose", world.Reply(confirm, confirmCode), 410, "challenge_closed"},
		{"R-34: another's code", world.Reply(id, annes), 401, "invalid_code"},
		{"a wrong code", world.Reply(id, world.Wrong(code)), 401, "invalid_code"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if annes == code {
				t.Fatal("two users drew one code; run again")
			}
			a := world.Post(t, h, c.body)
			if a.Status != c.status || a.Code(t) != c.code || w.Count(t)["Sessions"] != 0 {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
	if p, err := w.Store.Passcode(t.Context(), id); err != nil || p.Attempts != 2 {
		t.Errorf("%d tries were counted, want those 2 that were codes: %v", p.Attempts, err)
	}
}

func TestSignIn(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", func(u *account.User) { u.Role = account.RoleAdmin })
	id, code := issue(t, w, u, passcode.SignIn)
	var a world.Answer
	calls := w.Edge.During(func() { a = world.Post(t, h, world.Reply(id, code)) })
	got := world.Into[wire.Session](t, a)
	tok, ok := token.Parse(token.Session, got.Token)
	if a.Status != 200 || got.Result != "session" || !ok || got.User.ID != int64(u.ID) || got.User.LastLogin == nil {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if calls.Rounds() > 3 {
		t.Errorf("%d round trips: %v", calls.Rounds(), calls.Operations())
	}
	s, stored, err := w.Store.Session(t.Context(), u.ID, tok.Hash())
	if err != nil || world.Lifetimes.Verify(s, stored, w.Now()) != nil || s.ExpiresAt.Sub(s.CreatedAt) != 8*time.Hour || stored.LastLogin.IsZero() {
		t.Errorf("%+v %+v %v", s, stored, err)
	}
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 410 || a.Code(t) != "code_used" || w.Count(t)["Sessions"] != 1 {
		t.Errorf("R-33: the code works twice: %d %s", a.Status, a.Body)
	}
}

// parallel posts one answer many times at once and counts the statuses.
func parallel(t *testing.T, h world.Handler, body string) map[int]int {
	t.Helper()
	return together(t, h, slices.Repeat([]string{body}, 50)...)
}

// together posts answers at once and counts the statuses.
func together(t *testing.T, h world.Handler, bodies ...string) map[int]int {
	t.Helper()
	var mu sync.Mutex
	var start, done sync.WaitGroup
	statuses := map[int]int{}
	start.Add(1)
	for _, body := range bodies {
		done.Go(func() {
			start.Wait()
			a := world.Post(t, h, body)
			mu.Lock()
			statuses[a.Status]++
			mu.Unlock()
		})
	}
	start.Done()
	done.Wait()
	return statuses
}

//
func TestOneOfManyRightAnswersWins(t *testing.T) {
	w, h := setUp(t)
	id, code := issue(t, w, w.User(t, "mary", nil), passcode.SignIn)
	if got := parallel(t, h, world.Reply(id, code)); got[200] != 1 || got[410] != 49 {
		t.Errorf("%v", got)
	}
	if n := w.Count(t)["Sessions"]; n != 1 {
		t.Errorf("%d sessions", n)
	}
}

//
func TestManyWrongAnswersCloseTheChallenge(t *testing.T) {
	w, h := setUp(t)
	id, code := issue(t, w, w.User(t, "mary", nil), passcode.SignIn)
	if got := parallel(t, h, world.Reply(id, world.Wrong(code))); !maps.Equal(got, map[int]int{401: 5, 410: 45}) {
		t.Errorf("%v", got)
	}
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 410 || w.Count(t)["Sessions"] != 0 {
		t.Errorf("then the right one: %d %s", a.Status, a.Body)
	}
}

// ten failures in a day over all codes; a new code buys no new guesses, and a code
// that was right costs none.
func TestFailuresOverAllCodes(t *testing.T) {
	w, h := setUp(t)
	u := w.User(t, "mary", nil)
	id, code := issue(t, w, u, passcode.SignIn)
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 200 {
		t.Fatal(a)
	}
	for n := range 11 {
		if n%4 == 0 {
			id, code = issue(t, w, u, passcode.SignIn)
		}
		a := world.Post(t, h, world.Reply(id, world.Wrong(code)))
		if want := map[bool]int{true: 401, false: 429}[n < 10]; a.Status != want {
			t.Fatalf("failure %d: %d, want %d", n+1, a.Status, want)
		}
	}
	id, code = issue(t, w, u, passcode.SignIn)
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 429 || a.Code(t) != "too_many_codes" || a.Headers["retry-after"] == "" {
		t.Errorf("then the right one: %d %s", a.Status, a.Body)
	}
	w.Pass(24 * time.Hour)
	id, code = issue(t, w, u, passcode.SignIn)
	if a := world.Post(t, h, world.Reply(id, code)); a.Status != 200 {
		t.Errorf("the next day: %d %s", a.Status, a.Body)
	}
}

// what a code was made for must still be so.
func TestStaleCodes(t *testing.T) {
	for name, change := range map[string]func(*world.World, account.User){
		"expired":  func(w *world.World, _ account.User) { w.Pass(10 * time.Minute) },
		"disabled": func(w *world.World, u account.User) { w.SetUser(t, u.ID, map[string]string{"status": "disabled"}) },
		"the address changed": func(w *world.World, u account.User) {
			w.SetUser(t, u.ID, map[string]string{"email": "x@x.example"})
		},
		"the password was reset": func(w *world.World, u account.User) {
			if err := w.Store.UpdateUser(t.Context(), dynamo.Update{From: u, To: u.SignOutEverywhere()}); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, h := setUp(t)
			u := w.User(t, "mary", nil)
			id, code := issue(t, w, u, passcode.SignIn)
			change(w, u)
			if a := world.Post(t, h, world.Reply(id, code)); a.Status != 410 || w.Count(t)["Sessions"] != 0 {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
}
