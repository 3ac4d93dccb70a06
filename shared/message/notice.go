package message

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/url"
	"sync"

	"latchkey/shared/account"
)

// Notice is a mail about what has happened to an account. It has no code and nothing to
// press but, at most, the way to a new password: whoever reads it knows what was done.
type Notice struct{ subject, text string }

// The notices.
var (
	PasswordChanged  = Notice{"Your password for %s was changed", "The password of your account at %s was changed, and other devices were signed out."}
	PasswordReset    = Notice{"Your password for %s was reset", "The password of your account at %s was reset, and every device was signed out."}
	ResetAllowed     = Notice{"A new password was allowed for your account at %s", "An admin allowed a new password to be set for your account at %s within an hour. You choose it: the admin neither sets nor sees it."}
	ResetAllowedPeer = Notice{"A new password was allowed for your admin account at %s", "Another admin allowed a new password to be set for your account at %s within an hour. Your account is an admin's, too: if you did not ask for this, have it withdrawn now."}
	UsernameChanged  = Notice{"Your username at %s was changed", "The username of your account at %s was changed."}
	EmailAsked       = Notice{"A new e-mail address was asked for at %s", "Somebody signed in to your account at %s asked to use another e-mail address. It is not changed until a code that was sent to the new one is given."}
	EmailChanged     = Notice{"Your e-mail address at %s was changed", "Your account at %s has another e-mail address now. This one is no longer used."}
	EmailInUse       = Notice{"Your e-mail address was asked for at %s", "Somebody asked to use this e-mail address for another account at %s. It stays yours, and no code was sent."}
	PhoneChanged     = Notice{"Your phone number at %s was changed", "The phone number of your account at %s was changed or removed."}
	TwoFactorChanged = Notice{"Your sign-in codes at %s were changed", "Codes for signing in to your account at %s were turned on or off, or go elsewhere now."}
	RoleChanged      = Notice{"Your role at %s was changed", "An admin changed what your account at %s may do."}
	AccountDisabled  = Notice{"Your account at %s was disabled", "An admin disabled your account at %s."}
	AccountDeleted   = Notice{"Your account at %s was deleted", "Your account at %s was deleted, with everything that was kept in it."}
	SessionEnded     = Notice{"A device was signed out of %s", "A session of your account at %s was ended."}
)

// Addressed is a notice and whom it is for.
type Addressed struct {
	To     string
	Notice Notice
}

// About gives the notices that a change of a user makes due. A change of address is told
// to the old one: its owner is who would have to object.
func About(before, after account.User) (due []Addressed) {
	for _, c := range []struct {
		changed bool
		notice  Notice
	}{
		{before.Username != after.Username, UsernameChanged},
		{before.Email != after.Email, EmailChanged},
		{before.PhoneNumber != after.PhoneNumber, PhoneChanged},
		{before.TwoFactor != after.TwoFactor, TwoFactorChanged},
		{before.Role != after.Role, RoleChanged},
		{before.Status != after.Status && after.Status == account.Disabled, AccountDisabled},
	} {
		if c.changed {
			due = append(due, Addressed{before.Email, c.notice})
		}
	}
	return due
}

const ifNotYou = "If this was not you, reset your password now and tell whoever runs the service."

// Notify tells somebody what has happened.
func (c Courier) Notify(ctx context.Context, to string, n Notice) error {
	ctx, cancel := c.within(ctx, 0)
	defer cancel()
	l := letter{headline: fmt.Sprintf(n.subject, c.Service), lines: []string{fmt.Sprintf(n.text, c.Service), ifNotYou}}
	return c.Mailer.Mail(ctx, Mail{To: to, Subject: l.headline, Text: l.text(), HTML: l.html(html.EscapeString(c.Service))})
}

// NotifyAll tells everybody concerned, side by side, so that all together take no longer than
// one, and gives what failed.
func (c Courier) NotifyAll(ctx context.Context, due []Addressed) error {
	failed := make([]error, len(due))
	var g sync.WaitGroup
	for i, d := range due {
		g.Go(func() { failed[i] = c.Notify(ctx, d.To, d.Notice) })
	}
	g.Wait()
	return errors.Join(failed...)
}

// SendReset mails the link that sets a new password or, where the service has no address
// of its own, the token to be given with one.
func (c Courier) SendReset(ctx context.Context, to, token string, minutes int) error {
	ctx, cancel := c.within(ctx, 0)
	defer cancel()
	l := letter{
		headline: fmt.Sprintf("A new password for %s", c.Service),
		lines: []string{
			fmt.Sprintf("Somebody, probably you, asked for a new password for %s. This works once, for %d minutes.", c.Service, minutes),
			"If you did not ask for it, leave it unused: nothing has changed.",
		},
	}
	if c.PublicURL == "" {
		l.lines = append(l.lines, "Token: "+token)
	} else {
		l.button, l.link = "Choose a new password", c.PublicURL+"/password-reset#"+url.Values{"token": {token}}.Encode()
	}
	return c.Mailer.Mail(ctx, Mail{To: to, Subject: l.headline, Text: l.text(), HTML: l.html(html.EscapeString(c.Service))})
}
