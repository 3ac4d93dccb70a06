package acceptance

import (
	"cmp"
	"fmt"
	"testing"
)

func again(t *testing.T, times int, from []network, method, path, body string) {
	t.Helper()
	for i := range times {
		from[i%len(from)].call(t, method, path, body)
	}
}

// spends uses up a limit of a stranger's own: the last time is refused.
func (n network) spends(t *testing.T, times int, method, path, body string) {
	t.Helper()
	last := answer{}
	for range times {
		last = n.call(t, method, path, body)
	}
	if last.status != 429 {
		t.Errorf("%s %s, %d times: %d %s", method, path, times, last.status, last.body)
	}
}

// challenges are all that a stranger gets who has neither the password nor a session of the owner's: for an
// account of their own with the owner's address, for a passkey of anybody's, and one that they made up.
func challenges(t *testing.T, n network, o *owner, i int) []string {
	t.Helper()
	registered := n.call(t, "POST", "/users/register", registration(fmt.Sprintf("like-%s-%d", o.name, i), o.email()))
	begun := n.call(t, "POST", "/passkeys/begin", "")
	if begun.status != 200 || i == 0 && registered.status != 201 { // the owner's address is written to so often
		t.Fatalf("no challenge: %d %s, %d %s", registered.status, registered.body, begun.status, begun.body)
	}
	return []string{cmp.Or(registered.text("challenge.id"), "UNKNOWNCHALLENGE"), begun.text("challenge.id")}
}

// guess has strangers guess codes, more than an account allows.
func guess(t *testing.T, from []network, o *owner, device string) {
	t.Helper()
	for i, n := range from[:4] {
		for _, challenge := range challenges(t, n, o, i) {
			for j := range 5 {
				code := fmt.Sprintf("%03d%03d", i, j)
				n.call(t, "POST", "/2fa", reply(challenge, code), "Device-Token", device)
				n.call(t, "POST", "/users/confirm", reply(challenge, code), "Device-Token", device)
			}
		}
	}
}

// askAgain has strangers ask for more messages than an hour allows a user.
func askAgain(t *testing.T, from []network, o *owner, device string) {
	t.Helper()
	for i, n := range from[:4] {
		for _, challenge := range challenges(t, n, o, i) {
			n.call(t, "POST", "/2fa/resend", fmt.Sprintf(`{"challenge_id":%q}`, challenge), "Device-Token", device)
		}
	}
}

// askForTheOwners has a signed-in stranger ask for the owner's address, from many networks.
func askForTheOwners(t *testing.T, from []network, o *owner) {
	t.Helper()
	asker := signedIn(t, from[0], "asks-"+o.name)
	for i := range 12 {
		asker.address = from[i].address
		asker.call(t, "PATCH", "/users/me", fmt.Sprintf(`{"email":%q}`, o.email()))
	}
}

// remembered gives the token of a device on which a stranger is known.
func remembered(t *testing.T, n network, name string) string {
	t.Helper()
	n.account(t, name, false)
	a := n.call(t, "POST", "/users/login", fmt.Sprintf(`{"username":%q,"password":%q,"remember_device":true}`, name, password))
	if a.text("device_token") == "" {
		t.Fatalf("%s is not known: %d %s", name, a.status, a.body)
	}
	return a.text("device_token")
}

func signedIn(t *testing.T, n network, name string) network {
	t.Helper()
	n.account(t, name, false)
	n.token = n.call(t, "POST", "/users/login", login(name, password)).text("token")
	if n.token == "" {
		t.Fatalf("%s is not signed in", name)
	}
	return n
}
