package message

import (
	"context"
	"fmt"
	"html"
	"net/url"
)

// SendInvitation mails the link by which a user chooses a first password. Its reader may never have
// heard of the service, so it names the account, whose name nobody makes a link of.
func (n Notifier) SendInvitation(ctx context.Context, to, username, token string) error {
	ctx, cancel := n.within(ctx, afterCode)
	defer cancel()
	t := template{
		headline: fmt.Sprintf("You are invited to %s", n.Service),
		lines: []string{
			fmt.Sprintf("An admin of %s made an account for you. Choose a password to use it. You can do it once, within 7 days.", n.Service),
			fmt.Sprintf("The account is named %s. You can sign in with that name, or with this e-mail address.", unlinked(username)),
			"If you do not want the account, ignore this message: nobody can sign in to it.",
		},
	}
	if page := n.resetPage(); page == "" {
		t.lines = append(t.lines, "Token: "+token)
	} else {
		t.button, t.link = "Choose a password", page+"#"+url.Values{"token": {token}}.Encode()
		t.lines = append(t.lines, "If the link does not arrive whole, open "+page+" and paste this token there: "+token)
	}
	return n.Mailer.Mail(ctx, Mail{To: to, Subject: t.headline, Text: t.text(), HTML: t.html(html.EscapeString(n.Service))})
}
