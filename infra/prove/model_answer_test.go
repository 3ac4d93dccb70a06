package prove_test

import (
	"fmt"

	"latchkey/infra/testing/running"
)

// answerable holds where an answer counts for nothing that refuses the next one.
func answerable(c *challenge) bool { return c.of.misses < 9 && c.of.sent < 9 && c.of.asked < 5 }

// answer tries any code at any challenge.
func (m *model) answer() {
	c := pick(m, "challenge", m.challenges, answerable)
	switch m.chance("wrong", "right", "of another challenge", "recovery", "used recovery code") {
	case "right":
		m.answerWith(c)
	case "wrong":
		m.wrong(c, m.mistake(c))
	case "of another challenge":
		other := pick(m, "other challenge", m.challenges, func(o *challenge) bool { return o.code != "" && o.code != c.code })
		m.wrong(c, other.code)
	case "recovery":
		m.giveRecovery(c)
	case "used recovery code":
		m.giveUsedRecovery(c)
	}
}

func (m *model) answerRightly() {
	m.answerWith(pick(m, "challenge", m.challenges, func(c *challenge) bool { return answerable(c) && c.valid() }))
}

// answerNewest is what a user does most.
func (m *model) answerNewest() {
	c := m.challenges[len(m.challenges)-1]
	if !answerable(c) || !c.valid() {
		m.Skip()
	}
	m.answerWith(c)
}

// answerWith gives the right code: that which was sent, or that which an authenticator shows.
func (m *model) answerWith(c *challenge) {
	code, app := c.code, (*held)(nil)
	if c.method == "totp" && !c.spent {
		if !c.valid() {
			m.Skip()
		}
		app = pick(m, "authenticator", c.of.factors, func(f *held) bool { return f.kind == "totp" })
		code = m.shown(app)
	} else if code == "" {
		code = c.spentBy
	}
	if code == "" {
		m.Skip()
	}
	proves := app == nil || c.act == nil || c.act.proves(c.stage, app.since)
	m.judge(c, code, proves, m.give(c, code))
}

// judge compares the answer to the right code.
func (m *model) judge(c *challenge, code string, proves bool, a running.Answer) {
	m.Helper()
	if m.refusedBefore(c, a) {
		return
	}
	valid := c.valid()
	if !c.spent && !c.closed {
		c.tries++
	}
	switch {
	case !valid || c.moved():
		c.of.misses++
		m.closed(c, code, a)
	case !proves:
		m.expect(a, 403, "factor_too_new")
	default:
		c.spent, c.spentBy = true, code
		m.done(c, a)
		c.spentIn = c.of.epoch
	}
}

// moved holds where the user is another than the code was sent for.
func (c *challenge) moved() bool { return c.act != nil && c.act.moved != nil && c.act.moved() }

// refusedBefore holds where a request is refused before its code is compared.
func (m *model) refusedBefore(c *challenge, a running.Answer) bool {
	m.Helper()
	if c.act == nil {
		return false
	}
	if c.act.by.ended != "" {
		m.expect(a, 401, "token_invalid")
		return true
	}
	if status, code := c.act.refusal(); status != 0 {
		m.expect(a, status, code)
		return true
	}
	if c.act.free != nil && c.act.free() {
		m.proceed(c.act, len(c.act.needs), a)
		return true
	}
	return false
}

// closed compares the refusal of a right code that comes too late. The code that did what it was for is told
// from others, but where the user is another since then: an address, a number and the factors are part of what
// a change allows.
func (m *model) closed(c *challenge, code string, a running.Answer) {
	m.Helper()
	if a.Status != 410 || a.Code() != "challenge_closed" && a.Code() != "code_used" {
		m.fail("got %s, want 410", a)
	}
	if c.act != nil && c.spent && c.spentIn != c.of.epoch {
		return
	}
	if used := c.spent && code == c.spentBy && !c.moved(); used != (a.Code() == "code_used") && c.method != "totp" && !c.of.gone {
		m.fail("used %v: got %s", used, a)
	}
}

// done is the effect of a right code.
func (m *model) done(c *challenge, a running.Answer) {
	m.Helper()
	switch {
	case c.act != nil:
		m.advance(c, a)
	case c.purpose == "confirm_email":
		m.expect(a, 200, "")
		c.of.confirm()
	default:
		m.expect(a, 200, "")
		if c.method == "email" {
			c.of.mailed = nil
		}
		c.of.record("signed_in")
		m.begin(c.of, a)
	}
}

// mistake is a code that is wrong for a challenge.
func (m *model) mistake(c *challenge) string {
	code := c.code
	if code == "" {
		code = "000000"
		if app := c.of.has("totp"); app != nil {
			code = app.code(m)
		}
	}
	return fmt.Sprintf("%s%c", code[:5], '0'+(code[5]-'0'+5)%10)
}

// wrong compares the answer to a wrong code. It counts at the challenge.
func (m *model) wrong(c *challenge, code string) {
	a := m.give(c, code)
	if m.refusedBefore(c, a) {
		return
	}
	c.of.misses++
	if !c.valid() {
		if a.Status != 401 && a.Status != 410 {
			m.fail("a wrong code at a closed challenge: %s", a)
		}
		c.tries++
		return
	}
	c.tries++
	m.expect(a, 401, "invalid_code")
}

// answerElsewhere gives a right code to a route that it is not for. That counts nowhere.
func (m *model) answerElsewhere() {
	c := pick(m, "challenge", m.challenges, func(c *challenge) bool { return c.code != "" && answerable(c) })
	path := "/2fa"
	if c.purpose == "sign_in" || c.act != nil && m.chance("/2fa", "/users/confirm") != path {
		path = "/users/confirm"
	}
	m.expect(m.send("POST", path, running.Reply(c.id, c.code)), 410, "challenge_closed")
}
