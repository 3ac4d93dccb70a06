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
func (n Notifier) NotifyEverywhere(ctx context.Context, u account.User, notice Notice) error {
	var mail, text error
	var g sync.WaitGroup
	if u.EmailConfirmed {
		g.Go(func() { mail = n.Notify(ctx, u, notice) })
	}
	if u.PhoneConfirmed {
		g.Go(func() { text = n.text(ctx, u.PhoneNumber, notice) })
	}
	g.Wait()
	return errors.Join(mail, text)
}

// text says in one segment what was done, and the way out.
func (n Notifier) text(ctx context.Context, to string, notice Notice) error {
	if n.SMSSender == nil {
		return errNoSMSSender
	}
	ctx, cancel := n.within(ctx, 0)
	defer cancel()
	return n.SMSSender.Text(ctx, Text{To: to, Body: fmt.Sprintf(notice.subject, n.nameInTexts()) + ". If you did not ask for this, reset your password."})
}

// help is what to do about it, with the words for whom to turn to.
func (n Notifier) help(notice Notice) string {
	if !strings.Contains(notice.help, "%s") {
		return notice.help
	}
	contact := n.Contact
	if contact == "" {
		contact = "the operator of the service"
	}
	return fmt.Sprintf(notice.help, contact)
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
