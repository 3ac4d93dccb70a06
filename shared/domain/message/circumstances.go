package message

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

// NotifyEverywhere tells a user by every channel that is proven to be theirs, side by side.
func (c Courier) NotifyEverywhere(ctx context.Context, u account.User, n Notice) error {
	var mail, text error
	var g sync.WaitGroup
	if u.EmailConfirmed {
		g.Go(func() { mail = c.Notify(ctx, u, n) })
	}
	if u.PhoneConfirmed {
		g.Go(func() { text = c.text(ctx, u.PhoneNumber, n) })
	}
	g.Wait()
	return errors.Join(mail, text)
}

// text says in one segment what was done, and the way out.
func (c Courier) text(ctx context.Context, to string, n Notice) error {
	if c.Texter == nil {
		return errNoTexter
	}
	ctx, cancel := c.within(ctx, 0)
	defer cancel()
	return c.Texter.Text(ctx, Text{To: to, Body: fmt.Sprintf(n.subject, c.Service) + ". If you did not ask for this, reset your password."})
}

// help is what to do about it, with the words for whom to turn to.
func (c Courier) help(n Notice) string {
	if !strings.Contains(n.help, "%s") {
		return n.help
	}
	contact := c.Contact
	if contact == "" {
		contact = "whoever runs the service"
	}
	return fmt.Sprintf(n.help, contact)
}

// circumstances say when it was done, and where there was a request, from where.
func circumstances(ctx context.Context) string {
	t := audit.TrailOf(ctx)
	if t.At.IsZero() {
		t.At = time.Now()
	}
	when := t.At.UTC().Format("2 January 2006, 15:04 UTC")
	if t.Address == "" {
		return "When: " + when + "."
	}
	return "When: " + when + ". From: " + t.Address + ", by " + device(t.UserAgent) + "."
}
