package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
	"latchkey/shared/edge/api"
)

func setUp(t *testing.T) (*world.World, world.Handler, *int) {
	t.Helper()
	w := world.New(t)
	waits := new(int)
	h := handler{
		users: w.Store, limits: w.Store, devices: w.Store, subjects: w.Issuer.Throttles, notifier: w.Notifier, random: rand.Reader, now: w.Now,
		wait: func(_ context.Context, until time.Time) {
			if time.Until(until) > time.Second {
				*waits++
			}
		},
	}
	return w, api.Handle(api.Anyone, w.Now, h.serve), waits
}

func ask(address string) string { return fmt.Sprintf(`{"email":%q}`, address) }

func TestMalformed(t *testing.T) {
	w, h, _ := setUp(t)
	for body, want := range map[string]int{`{}`: 422, ask("mary"): 422, `{"email":7}`: 400, `{"email":"a@x.example","link":"https://evil.test"}`: 400} {
		if a := world.Post(t, h, body); a.Status != want || len(w.Count(t)) != 0 {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
}

// one answer to everybody, after the same time; a mail to whom it concerns.
func TestOneAnswer(t *testing.T) {
	w, h, waits := setUp(t)
	w.User(t, "mary", nil)
	w.User(t, "anne", func(u *account.User) { u.EmailConfirmed = false })
	w.User(t, "rose", func(u *account.User) { u.Status = account.Disabled })
	first := ""
	for i, name := range []string{"mary", "anne", "rose", "nobody"} {
		a := world.Post(t, h, ask(name+"@latchkey.example"))
		got := fmt.Sprint(a.Status, a.Body, a.Headers)
		if i == 0 {
			first = got
		}
		if a.Status != 202 || got != first || *waits != i+1 {
			t.Errorf("%s: %s, waited %d times", name, got, *waits)
		}
		want := map[bool]int{true: 1, false: 0}[name == "mary"]
		if n := len(w.Outbox.Messages(name + "@latchkey.example")); n != want {
			t.Errorf("%s got %d mails", name, n)
		}
	}
	w.Outbox.Refuse(true)
	if a := world.Post(t, h, ask("mary@latchkey.example")); fmt.Sprint(a.Status, a.Body, a.Headers) != first {
		t.Errorf("undelivered: %d %s", a.Status, a.Body)
	}
}

// ten an hour are taken from a network.
func TestLimits(t *testing.T) {
	w, h, _ := setUp(t)
	for n := range 11 {
		a := world.Do(t, h, world.Call{Body: ask(fmt.Sprintf("mary%d@latchkey.example", n))})
		if want := map[bool]int{true: 202, false: 429}[n < 10]; a.Status != want {
			t.Errorf("request %d: %d", n+1, a.Status)
		}
	}
	if n := w.Outbox.Delivered(); n != 0 {
		t.Errorf("%d mails", n)
	}
}

// strangers who ask all the time cause three mails an hour, and whenever the owner
// asks, there is a link in their mailbox that works for ten minutes and more.
func TestStrangersCannotKeepTheOwnerWithoutALink(t *testing.T) {
	w, h, _ := setUp(t)
	u := w.User(t, "mary", nil)
	for minute := range 60 {
		if a := world.Do(t, h, world.Call{Body: ask(u.Email), Address: fmt.Sprintf("203.0.113.%d", minute)}); a.Status != 202 {
			t.Fatalf("minute %d: %d %s", minute, a.Status, a.Body)
		}
		now, err := w.Store.User(t.Context(), u.ID)
		if err != nil {
			t.Fatal(err)
		}
		token := link.FindStringSubmatch(w.Outbox.Messages(u.Email)[0].Text)[1]
		if tok := parse(t, token); tok.Hash() != now.ResetHash || now.ResetExpires.Sub(w.Now()) < 10*time.Minute {
			t.Errorf("minute %d: the newest link works until %v, at %v", minute, now.ResetExpires, w.Now())
		}
		w.Pass(time.Minute)
	}
	if n := len(w.Outbox.Messages(u.Email)); n != 3 {
		t.Errorf("%d mails", n)
	}
}

// a link that was not mailed keeps no other from being mailed.
func TestUndelivered(t *testing.T) {
	w, h, _ := setUp(t)
	u := w.User(t, "mary", nil)
	w.Outbox.Refuse(true)
	world.Post(t, h, ask(u.Email))
	if now, err := w.Store.User(t.Context(), u.ID); err != nil || now.ResetHash != "" || !now.ResetExpires.IsZero() {
		t.Errorf("%+v, %v", now, err)
	}
	w.Outbox.Refuse(false)
	world.Post(t, h, ask(u.Email))
	if n := len(w.Outbox.Messages(u.Email)); n != 1 {
		t.Errorf("%d mails", n)
	}
}

func parse(t *testing.T, given string) token.Token {
	t.Helper()
	tok, ok := token.Parse(token.Reset, given)
	if !ok {
		t.Fatal("the link has no token")
	}
	return tok
}

var link = regexp.MustCompile(`https://id\.latchkey\.example/app/reset#token=(\S+)`)

// the link has the configured base, its token in the fragment, and only the hash
// is kept.
func TestLink(t *testing.T) {
	w, h, _ := setUp(t)
	u := w.User(t, "mary", nil)
	var a world.Answer
	calls := w.Edge.During(func() {
		a = world.Do(t, h, world.Call{Body: ask("Mary@Latchkey.Example"), Headers: map[string]string{"host": "evil.test", "x-forwarded-host": "evil.test", "origin": "https://evil.test"}})
	})
	if a.Status != 202 || calls.Rounds() > 4 {
		t.Errorf("%d %s, %d round trips", a.Status, a.Body, calls.Rounds())
	}
	mail := w.Outbox.Messages(u.Email)[0]
	found := link.FindStringSubmatch(mail.Text)
	if found == nil || strings.Contains(mail.Text+mail.HTML, "evil.test") {
		t.Fatalf("%s", mail.Text)
	}
	tok, ok := token.Parse(token.Reset, found[1])
	now, err := w.Store.User(t.Context(), u.ID)
	if !ok || err != nil || now.ResetHash != tok.Hash() || strings.Contains(now.ResetHash, found[1]) {
		t.Errorf("%v %+v %v", ok, now, err)
	}
}
