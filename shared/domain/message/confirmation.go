package message

import (
	"fmt"
	"net/url"
	"strings"

	"latchkey/shared/domain/passcode"
)

// confirmation makes a template that of an address which nobody has proven yet. Its reader may
// never have heard of the service, so it names the account, and has a way to say no.
func (n Notifier) confirmation(t template, d passcode.Dispatch) template {
	t.lines[1] = "Never give this code to anyone, not even to us."
	t.lines = append(t.lines, fmt.Sprintf("The account is named %s. Confirm the address only if you know of this account.", unlinked(d.Username)))
	if page := n.confirmPage(); page != "" {
		t.button, t.link = "Confirm my address", confirmLink(page, d)
	}
	if page := n.cancelPage(); page != "" {
		t.refusal, t.refusalLink = "It was not me", cancelLink(page, d)
		return t
	}
	t.lines = append(t.lines, "If it was not you, do nothing: the account is removed by itself.")
	return t
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
