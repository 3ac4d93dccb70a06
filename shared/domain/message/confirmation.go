package message

import (
	"fmt"
	"net/url"
	"strings"

	"latchkey/shared/domain/passcode"
)

// confirmation makes a letter that of an address which nobody has proven yet. Its reader may
// never have heard of the service, so it names the account, and has a way to say no.
func (c Courier) confirmation(l letter, d passcode.Dispatch) letter {
	l.lines[1] = "Never give this code to anyone, not even to us."
	l.lines = append(l.lines, fmt.Sprintf("The account that it is for is named %s. Confirm it only if you chose that name.", unlinked(d.Username)))
	if c.PublicURL == "" {
		l.lines = append(l.lines, "If it was not you, do nothing: the account ends by itself.")
		return l
	}
	l.button, l.link = "Confirm my address", c.confirmLink(d)
	l.refusal, l.refusalLink = "It was not me", c.cancelLink(d)
	return l
}

// unlinked breaks the dots of a name that a stranger chose, so that no mail client makes a link
// of it.
func unlinked(username string) string { return strings.ReplaceAll(username, ".", "[.]") }

// confirmLink carries the code in its fragment, which browsers send to no server and so no log
// along the way can keep. It does not carry the challenge: the page gets that by signing in, so
// that whoever only reads the mail confirms nobody else's password.
func (c Courier) confirmLink(d passcode.Dispatch) string {
	return c.PublicURL + "/users/confirm#" + fragment(url.Values{"username": {d.Username}}) + "&" + fragment(url.Values{"code": {string(d.Code)}})
}

func (c Courier) cancelLink(d passcode.Dispatch) string {
	return c.PublicURL + "/users/register/cancel#" + fragment(url.Values{"token": {d.Cancel.Reveal()}})
}

// fragment escapes dots too: a mail client would cut a link at one, or begin another behind it.
func fragment(v url.Values) string { return strings.ReplaceAll(v.Encode(), ".", "%2E") }
