package message

import (
	"cmp"
	"context"
	"errors"
	"sync"

	"latchkey/shared/domain/account"
)

// Notice is a mail about what has happened to an account: what was done, when and from where,
// and what helps against it now. It has no code and nothing to press.
type Notice struct{ name, help string }

// Name is what the words of the notice are found by.
func (n Notice) Name() string { return n.name }

// What helps depends on what was done. To reset the password stands only where it still works:
// not for an account that is gone or disabled, and not at an address that was replaced.
const (
	resetNow = "reset_now"
	stayCalm = "stay_calm"
	endIt    = "end_it"
	onlyTell = "only_tell"
	ask      = "ask"
	nothing  = "nothing"
)

// The notices.
var (
	PasswordChanged  = Notice{"password_changed", resetNow}
	PasswordReset    = Notice{"password_reset", resetNow}
	ResetAllowed     = Notice{"reset_allowed", endIt}
	ResetAllowedPeer = Notice{"reset_allowed_peer", endIt}
	FactorsReset     = Notice{"factors_reset", resetNow}
	UsernameChanged  = Notice{"username_changed", resetNow}
	EmailAsked       = Notice{"email_asked", resetNow}
	EmailChanged     = Notice{"email_changed", onlyTell}
	EmailInUse       = Notice{"email_in_use", nothing}
	AccountExists    = Notice{"account_exists", nothing}
	PhoneChanged     = Notice{"phone_changed", resetNow}
	TwoFactorChanged = Notice{"two_factor_changed", resetNow}
	RoleChanged      = Notice{"role_changed", ask}
	AccountDisabled  = Notice{"account_disabled", ask}
	AccountDeleted   = Notice{"account_deleted", onlyTell}
	SessionEnded     = Notice{"session_ended", resetNow}
	NewDevice        = Notice{"new_device", resetNow}
	WrongCode        = Notice{"wrong_code", resetNow}
	ManyFailures     = Notice{"many_failures", stayCalm}
	RecoveryCodeUsed = Notice{"recovery_code_used", resetNow}
	RecoveryCodesLow = Notice{"recovery_codes_low", resetNow}
	PasskeyCloned    = Notice{"passkey_cloned", ask}
	OwnRecovery      = Notice{"own_recovery", onlyTell}
	AdminRecovery    = Notice{"admin_recovery", ask}

	FactorAdded          = Notice{"factor_added", resetNow}
	FactorRemoved        = Notice{"factor_removed", resetNow}
	RecoveryCodesRenewed = Notice{"recovery_codes_renewed", resetNow}
)

// Notices are all of them.
func Notices() []Notice {
	return []Notice{
		PasswordChanged, PasswordReset, ResetAllowed, ResetAllowedPeer, FactorsReset, UsernameChanged, EmailAsked, EmailChanged, EmailInUse,
		AccountExists, PhoneChanged, TwoFactorChanged, RoleChanged, AccountDisabled, AccountDeleted, SessionEnded, NewDevice, WrongCode, ManyFailures, RecoveryCodeUsed, RecoveryCodesLow, PasskeyCloned, OwnRecovery, AdminRecovery,
		FactorAdded, FactorRemoved, RecoveryCodesRenewed,
	}
}

// Addressed is a notice and whom it is for, in which language.
type Addressed struct {
	To, Language string
	Notice       Notice
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
		{!before.Factors.SameTypes(after.Factors), TwoFactorChanged},
		{before.Role != after.Role, RoleChanged},
		{before.Status != after.Status && after.Status == account.Disabled, AccountDisabled},
	} {
		if after.Status != account.Active {
			c.notice.help = ask // there is no reset for an account that is disabled
		}
		if c.changed && before.EmailConfirmed {
			due = append(due, Addressed{before.Email, after.Language, c.notice})
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
	return n.tell(ctx, Addressed{u.Email, u.Language, notice})
}

// tell writes to an address that is proven to be somebody's.
func (n Notifier) tell(ctx context.Context, a Addressed) error {
	ctx, cancel := n.within(ctx, 0)
	defer cancel()
	return n.Mailer.Mail(ctx, n.noticeMail(ctx, a))
}

func (n Notifier) noticeMail(ctx context.Context, a Addressed) Mail {
	v, key := n.speak(a.Language), "mails.notices."+a.Notice.name
	subject := v.say(key + ".subject")
	return letter{
		subject: subject, headline: subject, says: []string{v.say(key + ".says")}, details: v.details(ctx, true),
		advice: []string{v.say("mails.help."+a.Notice.help, "contact", cmp.Or(n.Contact, v.say("mails.help.operator")))},
	}.mail(a.To, v)
}

// NotifyAll tells everybody concerned, side by side, so that all together take no longer than
// one, and gives what failed.
func (n Notifier) NotifyAll(ctx context.Context, due []Addressed) error {
	failed := make([]error, len(due))
	var g sync.WaitGroup
	for i, d := range due {
		g.Go(func() { failed[i] = n.tell(ctx, d) })
	}
	g.Wait()
	return errors.Join(failed...)
}

// NotifyEverywhere tells a user by every channel that is proven to be theirs, side by side.
func (n Notifier) NotifyEverywhere(ctx context.Context, u account.User, notice Notice) error {
	var mail, text error
	var g sync.WaitGroup
	if u.EmailConfirmed {
		g.Go(func() { mail = n.Notify(ctx, u, notice) })
	}
	g.Go(func() { text = n.NotifyByText(ctx, u, notice) })
	g.Wait()
	return errors.Join(mail, text)
}

// NotifyByText texts a notice to a number that is proven to be the user's.
func (n Notifier) NotifyByText(ctx context.Context, u account.User, notice Notice) error {
	if !u.PhoneConfirmed {
		return nil
	}
	if n.SMSSender == nil {
		return errNoSMSSender
	}
	ctx, cancel := n.within(ctx, 0)
	defer cancel()
	return n.SMSSender.Text(ctx, Text{To: u.PhoneNumber, Body: n.noticeText(u.Language, notice)})
}
