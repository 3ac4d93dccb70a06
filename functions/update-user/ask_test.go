package main

import (
	"fmt"
	"testing"
	"time"

	"latchkey/infra/testing/world"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/edge/api"
)

// messages to addresses and numbers that nobody has confirmed are counted by who asks, by the
// network that asks and the destination, by the destination alone, and texts over the whole service. Each
// count refuses the next one alone, sends nothing then, and ends with its window.
func TestAskingIsLimited(t *testing.T) {
	for _, c := range []struct {
		limit      throttle.Limit
		most       int
		user, from int // how many of them take turns
		member     string
		to         int
	}{
		{throttle.AskUser, 5, 1, 50, "email", 50},
		{throttle.AskNetwork, 3, 50, 1, "email", 1},
		{throttle.AskDestination, 10, 50, 50, "email", 1},
		{throttle.Texts(4), 4, 50, 50, "phone_number", 50},
	} {
		t.Run(c.limit.Name, func(t *testing.T) {
			w := world.New(t)
			w.Issuer.Texts = 4
			w.Pass(time.Hour - w.Now().Sub(w.Now().Truncate(time.Hour))) // to the beginning of one
			h := api.Handle(api.Users, w.Now, handler{users: w.Store, limits: w.Store, issuer: w.Issuer, redeemer: w.Redeemer, notifier: w.Notifier, now: w.Now}.serve)
			var users []account.User
			for n := range min(c.user, c.most+1) {
				users = append(users, w.User(t, fmt.Sprintf("user%d", n), nil))
			}
			ask := func(n int) world.Answer {
				u := users[n%len(users)]
				to := map[string]string{"email": fmt.Sprintf("new%d@latchkey.example", n%c.to), "phone_number": fmt.Sprintf("+4477009001%02d", n%c.to)}[c.member]
				return world.Do(t, h, world.Call{
					Method: "PATCH", Body: fmt.Sprintf(`{%q:%q}`, c.member, to), Path: map[string]string{"id": "me"}, Address: fmt.Sprintf("198.51.100.%d", n%c.from+1),
					Caller: &api.Caller{UserID: u.ID, Role: u.Role, Session: w.SignIn(t, u).TokenHash, SignedInAt: w.Now()},
				})
			}
			for range 2 { // windows
				for n := range c.most {
					if a := ask(n); a.Status != 202 {
						t.Errorf("message %d: %d %s", n, a.Status, a.Body)
					}
				}
				sent := w.Outbox.Delivered()
				if a := ask(c.most); a.Status != 429 || a.Headers["retry-after"] == "" || w.Outbox.Delivered() != sent {
					t.Errorf("one more: %d %s, %d messages", a.Status, a.Body, w.Outbox.Delivered()-sent)
				}
				w.Pass(time.Hour)
			}
		})
	}
}
