package prove_test

import (
	"regexp"
	"sync/atomic"

	"latchkey/infra/testing/running"
)

// challenge is one that was opened.
type challenge struct {
	id, purpose, method string
	methods             []string
	of                  *person
	to                  string // where the code goes, if that is not the user's own
	code, sentTo        string // that was sent; empty where none was
	spentBy             string
	epoch, tries        int
	spentIn             int // the epoch of the user after that
	closed, spent       bool
	quiet               map[string]bool // channels on which a code was sent a moment ago
	act                 *act            // that the code allows; nil for a sign-in and a confirmation
	stage               int
}

// phones is how many numbers were given to users.
var phones atomic.Int64

// valid holds while a right code is accepted.
func (c *challenge) valid() bool {
	return !c.closed && !c.spent && c.tries < 5 && c.of.active() && c.epoch == c.of.epoch && !c.replaced()
}

// replaced holds for a mailed code to sign in with once there is a newer one.
func (c *challenge) replaced() bool {
	return c.purpose == "sign_in" && c.method == "email" && c.of.mailed != c
}

func sends(method string) bool { return method == "email" || method == "sms" }

// destination is where the code goes.
func (c *challenge) destination() string {
	switch {
	case c.to != "":
		return c.to
	case c.method == "sms":
		return c.of.number
	}
	return c.of.address
}

// challenged takes a challenge from an answer, and its code from the outbox.
func (m *model) challenged(a running.Answer, c *challenge) {
	m.Helper()
	c.id, c.epoch = a.Text("challenge.id"), c.of.epoch
	if c.quiet == nil {
		c.quiet = map[string]bool{}
	}
	if c.id == "" || a.Text("challenge.purpose") != c.purpose || a.Text("challenge.method") != c.method {
		m.fail("got %s, want a challenge of %s by %s", a, c.purpose, c.method)
	}
	if sends(c.method) {
		c.quiet[c.method] = true
		c.sentTo = c.destination()
		c.code = m.newCode(c.sentTo, c.of)
		if c.to != "" && c.purpose != "confirm_email" {
			c.of.asked++
		} else if c.to == "" {
			c.of.sent++
		}
	}
	if c.purpose == "sign_in" && c.method == "email" {
		c.of.mailed = c
	}
	m.challenges = append(m.challenges, c)
}

var sixDigits = regexp.MustCompile(`^[0-9]{6}\b`)

// newCode is that of a message that was not there before.
func (m *model) newCode(to string, of *person) string {
	var codes []string
	for _, message := range m.Outbox.Messages(to) { // the newest first
		if code := sixDigits.FindString(message.Text); code != "" {
			codes = append(codes, code)
		}
	}
	before := 0
	for _, c := range m.challenges {
		if c.code != "" && c.sentTo == to {
			before++
		}
	}
	if len(codes) != before+1 {
		m.fail("%d codes were sent to %s of %s, want %d", len(codes), to, of.name, before+1)
	}
	return codes[0]
}

// give answers a challenge.
func (m *model) give(c *challenge, code string) running.Answer {
	m.Helper()
	switch {
	case c.act != nil:
		return m.as(c.act.by, c.act.method, c.act.path, c.act.body, "Challenge-Id", c.id, "Challenge-Code", code)
	case c.purpose == "confirm_email":
		return m.send("POST", "/users/confirm", running.Reply(c.id, code))
	}
	return m.send("POST", "/2fa", running.Reply(c.id, code))
}
