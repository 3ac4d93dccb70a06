package message

import (
	"net/url"
	"strings"

	"latchkey/shared/domain/passcode"
)

// confirmation makes a letter that of an address which nobody has proven yet. Its reader may
// never have heard of the service, so it names the account, and has a way to say no.
func (n Notifier) confirmation(v voice, l letter, d passcode.Dispatch) letter {
	l.says = append(l.says, v.say("mails.confirmation.account", "username", unlinked(d.Username)))
	if page := n.confirmPage(); page != "" {
		l.button, l.link = v.say("mails.confirmation.button"), confirmLink(page, d)
	}
	if page := n.cancelPage(); page != "" {
		l.refusal, l.refusalLink = v.say("mails.confirmation.refusal"), cancelLink(page, d)
		return l
	}
	l.advice = append(l.advice, v.say("mails.confirmation.do_nothing"))
	return l
}

// unlinked breaks the dots of a name that a stranger chose, so that no mail client makes a link
// of it.
func unlinked(username string) string { return strings.ReplaceAll(username, ".", "[.]") }

// confirmLink carries the code in its fragment, which browsers send to no server and so no log
// along the way can keep. It does not carry the challenge: the page gets that by signing in, so
// that somebody who only reads the mail confirms nobody else's password.
func confirmLink(page string, d passcode.Dispatch) string {
	return page + "#" + fragment(url.Values{"username": {d.Username}}) + "&" + fragment(url.Values{"code": {string(d.Code)}})
}

func cancelLink(page string, d passcode.Dispatch) string {
	return page + "#" + fragment(url.Values{"token": {d.Cancel.Reveal()}})
}

// fragment escapes dots too: a mail client would cut a link at one, or begin another behind it.
func fragment(v url.Values) string { return strings.ReplaceAll(v.Encode(), ".", "%2E") }
