package message

import (
	"context"
	"net/url"
	"time"

	"latchkey/shared/domain/account"
)

// SendReset mails the link that sets a new password, and its token to paste: some mail gateways
// cut the fragment off a link. Where the service has no address of its own, the token is all.
func (n Notifier) SendReset(ctx context.Context, u account.User, token string, valid time.Duration) error {
	ctx, cancel := n.within(ctx, 0)
	defer cancel()
	v := n.speak(u.Language)
	l := letter{
		subject: v.say("mails.reset.subject"),
		says:    []string{v.say("mails.reset.says", "span", v.span(valid))},
		details: v.details(ctx, true),
		advice:  []string{v.say("mails.reset.not_you")},
	}
	l.headline = l.subject
	return n.Mailer.Mail(ctx, n.withToken(v, l, "mails.reset.button", token).mail(u.Email, v))
}

// SendInvitation mails the link by which a user chooses a first password. Its reader may never have
// heard of the service, so it names the account, whose name nobody makes a link of.
func (n Notifier) SendInvitation(ctx context.Context, u account.User, token string) error {
	ctx, cancel := n.within(ctx, afterCode)
	defer cancel()
	v := n.speak(u.Language)
	l := letter{
		subject: v.say("mails.invitation.subject"),
		says:    []string{v.say("mails.invitation.says"), v.say("mails.invitation.account", "username", unlinked(u.Username))},
		advice:  []string{v.say("mails.invitation.not_you")},
	}
	l.headline = l.subject
	return n.Mailer.Mail(ctx, n.withToken(v, l, "mails.invitation.button", token).mail(u.Email, v))
}

// withToken gives a letter the button that opens the page to choose a password, and the token to paste there.
func (n Notifier) withToken(v voice, l letter, button, token string) letter {
	l.token = token
	page := n.resetPage()
	if page == "" {
		l.paste = v.say("mails.token.alone")
		return l
	}
	l.button, l.link = v.say(button), page+"#"+url.Values{"token": {token}}.Encode()
	l.paste = v.say("mails.token.paste", "page", page)
	return l
}
