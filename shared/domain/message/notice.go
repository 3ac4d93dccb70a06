package message

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/url"
	"sync"

	"latchkey/shared/domain/account"
)

// Notice is a mail about what has happened to an account: what was done, when and from where,
// and what helps against it now. It has no code and nothing to press.
type Notice struct {
	subject, text string
	help          string
}

// What helps depends on what was done. To reset the password stands only where it still works:
// not for an account that is gone or disabled, and not at an address that was replaced.
const (
	resetNow = "If this was not you, reset your password now, which signs out every device, and tell %s."
	endIt    = "If you did not ask for this, tell %s. To stop it yourself, reset or change your password."
	onlyTell = "If this was not you, tell %s now. A password reset does not help here."
	ask      = "If you did not expect this, ask %s."
	nothing  = "You do not need to do anything."
)

// The notices.
var (
	PasswordChanged  = Notice{"Your password for %s was changed", "The password of your account at %s was changed, and other devices were signed out.", resetNow}
	PasswordReset    = Notice{"Your password for %s was reset", "The password of your account at %s was reset, and every device was signed out.", resetNow}
	ResetAllowed     = Notice{"A new password was allowed for your account at %s", "An admin allowed you to set a new password for your account at %s within an hour. You choose it. The admin does not see it.", endIt}
	ResetAllowedPeer = Notice{"A new password was allowed for your admin account at %s", "Another admin allowed you to set a new password for your account at %s within an hour. Your account has admin rights.", endIt}
	FactorsReset     = Notice{"Your second factor at %s was reset", "An admin ended the second factor of your account at %s, and every device was signed out. Until you turn one on again, a code is mailed to you at every sign-in.", resetNow}
	UsernameChanged  = Notice{"Your username at %s was changed", "The username of your account at %s was changed.", resetNow}
	EmailAsked       = Notice{"A new e-mail address was asked for at %s", "Somebody signed in to your account at %s asked to use another e-mail address. Nothing changes until the code that was sent to the new address is entered.", resetNow}
	EmailChanged     = Notice{"Your e-mail address at %s was changed", "Your account at %s has another e-mail address now. This one is no longer used.", onlyTell}
	EmailInUse       = Notice{"Your e-mail address was asked for at %s", "Somebody asked to use this e-mail address for another account at %s. It stays yours, and no code was sent.", nothing}
	AccountExists    = Notice{"You have an account at %s", "Somebody, perhaps you, tried to register at %s with this e-mail address. You already have an account: sign in, or ask for a new password. No code was sent.", nothing}
	PhoneChanged     = Notice{"Your phone number at %s was changed", "The phone number of your account at %s was changed or removed.", resetNow}
	TwoFactorChanged = Notice{"Your sign-in codes at %s were changed", "Codes for signing in to your account at %s were turned on or off, or go elsewhere now.", resetNow}
	RoleChanged      = Notice{"Your role at %s was changed", "An admin changed what your account at %s may do.", ask}
	AccountDisabled  = Notice{"Your account at %s was disabled", "An admin disabled your account at %s.", ask}
	AccountDeleted   = Notice{"Your account at %s was deleted", "Your account at %s was deleted. It cannot be restored.", onlyTell}
	SessionEnded     = Notice{"A device was signed out of %s", "A session of your account at %s was ended.", resetNow}
	OwnRecovery      = Notice{"Your admin account at %s was recovered", "The operator of %s recovered your admin account. Its second factor was turned off, and every device was signed out.", onlyTell}
	AdminRecovery    = Notice{"An admin account at %s was recovered", "The operator of %s recovered an admin account. Its second factor was turned off, and every device was signed out.", ask}
)

// Addressed is a notice and whom it is for.
type Addressed struct {
	To     string
	Notice Notice
}

// About gives the notices that a change of a user makes due. None goes to an address that nobody
// has proven. A change of address is told to the old one: its owner is who would have to object.
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
		if after.Status != account.Active {
			c.notice.help = ask // there is no reset for an account that is disabled
		}
		if c.changed && before.EmailConfirmed {
			due = append(due, Addressed{before.Email, c.notice})
		}
	}
	return due
}

// Notify tells a user what has happened. An address that nobody has proven is told nothing: it
// may be a stranger's.
func (n Notifier) Notify(ctx context.Context, u account.User, notice Notice) error {
	if !u.EmailConfirmed {
		return nil
	}
	return n.tell(ctx, u.Email, notice)
}

// tell writes to an address that is proven to be somebody's.
func (n Notifier) tell(ctx context.Context, to string, notice Notice) error {
	ctx, cancel := n.within(ctx, 0)
	defer cancel()
	t := template{headline: fmt.Sprintf(notice.subject, n.Service), lines: []string{fmt.Sprintf(notice.text, n.Service), circumstances(ctx), n.help(notice)}}
	return n.Mailer.Mail(ctx, Mail{To: to, Subject: t.headline, Text: t.text(), HTML: t.html(html.EscapeString(n.Service))})
}

// NotifyAll tells everybody concerned, side by side, so that all together take no longer than
// one, and gives what failed.
func (n Notifier) NotifyAll(ctx context.Context, due []Addressed) error {
	failed := make([]error, len(due))
	var g sync.WaitGroup
	for i, d := range due {
		g.Go(func() { failed[i] = n.tell(ctx, d.To, d.Notice) })
	}
	g.Wait()
	return errors.Join(failed...)
}

// SendReset mails the link that sets a new password, and its token to paste: some mail gateways
// cut the fragment off a link. Where the service has no address of its own, the token is all.
func (n Notifier) SendReset(ctx context.Context, to, token string, minutes int) error {
	ctx, cancel := n.within(ctx, 0)
	defer cancel()
	t := template{
		headline: fmt.Sprintf("A new password for %s", n.Service),
		lines: []string{
			fmt.Sprintf("Somebody, probably you, asked to set a new password for %s. You can do it once, within %d minutes.", n.Service, minutes),
			"If you did not ask for it, ignore this message: nothing has changed.",
		},
	}
	if page := n.resetPage(); page == "" {
		t.lines = append(t.lines, "Token: "+token)
	} else {
		t.button, t.link = "Choose a new password", page+"#"+url.Values{"token": {token}}.Encode()
		t.lines = append(t.lines, "If the link does not arrive whole, open "+page+" and paste this token there: "+token)
	}
	return n.Mailer.Mail(ctx, Mail{To: to, Subject: t.headline, Text: t.text(), HTML: t.html(html.EscapeString(n.Service))})
}
