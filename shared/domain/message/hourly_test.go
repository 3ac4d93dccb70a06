package message_test

import (
	"context"
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/message"
	"latchkey/shared/domain/throttle"
)

// quiet keeps until when it is quiet.
type quiet map[throttle.Subject]time.Time

func (q quiet) Hush(_ context.Context, of throttle.Subject, until, now time.Time) (bool, error) {
	if q[of].After(now) {
		return false, nil
	}
	q[of] = until
	return true, nil
}

// One kind of notice is mailed once an hour to one user, and never to an address that nobody has proven.
func TestHourly(t *testing.T) {
	subjects, err := throttle.NewKey("a secret of the tests")
	if err != nil {
		t.Fatal(err)
	}
	var p post
	h := message.Hourly{Notifier: message.Notifier{Service: "Acme", Mailer: &p}, Throttles: subjects, Quiet: quiet{}}
	mary := account.User{ID: 7, Email: "mary@acme.example", EmailConfirmed: true}
	anne := account.User{ID: 8, Email: "anne@acme.example", EmailConfirmed: true}
	begun := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		user  account.User
		kind  message.Notice
		after time.Duration
		mails int
	}{
		{"the first", mary, message.NewDevice, 0, 1},
		{"another at once", mary, message.NewDevice, 0, 0},
		{"another within the hour", mary, message.NewDevice, 59 * time.Minute, 0},
		{"another kind", mary, message.SessionEnded, 59 * time.Minute, 1},
		{"another user", anne, message.NewDevice, 59 * time.Minute, 1},
		{"an hour later", mary, message.NewDevice, time.Hour, 1},
		{"an address of a stranger", account.User{ID: 9, Email: "a@acme.example"}, message.NewDevice, 0, 0},
	} {
		before := len(p.mails)
		if err := h.Notify(t.Context(), c.user, c.kind, begun.Add(c.after)); err != nil || len(p.mails)-before != c.mails {
			t.Errorf("%s: %d mails, %v", c.name, len(p.mails)-before, err)
		}
	}
}
