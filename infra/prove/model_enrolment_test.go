package prove_test

import (
	"fmt"
	"slices"

	"latchkey/infra/testing/running"
)

// addAuthenticator begins an enrolment.
func (m *model) addAuthenticator() {
	l := m.session(func(p *person) bool { return p.sent < 8 && len(p.pending) < 3 && len(p.factors) < 5 })
	p := l.of
	a := &act{of: p, by: l, method: "POST", path: "/users/me/factors", body: `{"type":"totp","name":"phone"}`, status: 201}
	if len(p.factors) > 0 {
		a.prove("add_factor", func() int64 { return 0 })
		a.free = func() bool { return len(p.factors) == 0 }
	}
	a.refused = func() (int, string) {
		if len(p.pending) >= 3 {
			return 409, "too_many_enrolments"
		}
		return 0, ""
	}
	a.took = func(got running.Answer) {
		p.pending = append(p.pending, &enrolment{&held{kind: "totp", id: got.Text("factor.id"), secret: got.Text("totp.secret")}, l})
	}
	a.done = func() {}
	m.ask(a)
}

// confirmAuthenticator ends an enrolment, with the code of the app or a wrong one, in its session or another.
func (m *model) confirmAuthenticator() {
	p := m.somebody(func(p *person) bool { return len(p.pending) > 0 && p.misses < 9 })
	e := pick(m, "enrolment", p.pending, func(*enrolment) bool { return true })
	l := pick(m, "session", p.sessions, func(l *login) bool { return l.ended == "" })
	code, right := e.code(m), m.chance("right", "right", "wrong") == "right"
	if !right {
		code = fmt.Sprintf("%s%c", code[:5], '0'+(code[5]-'0'+5)%10)
	}
	a := m.as(l, "POST", "/users/me/factors/"+e.id+"/confirm", fmt.Sprintf(`{"code":%q}`, code))
	switch {
	case l != e.by:
		m.expect(a, 404, "factor_not_found")
	case !right:
		p.misses++
		m.expect(a, 401, "invalid_code")
	default:
		m.expect(a, 200, "")
		m.takeRecovery(p, a, p.recovery == nil)
		m.gain(p, e.held)
		p.endEpoch("another factor", l)
		p.record("factor_added")
	}
}

// takeRecovery takes ten codes from an answer that is to have them.
func (m *model) takeRecovery(p *person, a running.Answer, given bool) {
	m.Helper()
	shown, _ := a.At("recovery_codes").([]any)
	if given != (len(shown) == 10) || !given && shown != nil {
		m.fail("%d recovery codes, given %v", len(shown), given)
	}
	if !given {
		return
	}
	m.age++
	p.recovery = &recoveryCodes{since: now() - 3600 + m.age}
	for _, code := range shown {
		p.recovery.left = append(p.recovery.left, fmt.Sprint(code))
	}
}

// renewRecovery makes ten new codes in place of those before.
func (m *model) renewRecovery() {
	l := m.session(func(p *person) bool { return p.sent < 8 })
	p := l.of
	a := &act{of: p, by: l, method: "POST", path: "/users/me/recovery-codes", status: 201}
	a.refused = func() (int, string) {
		if len(p.factors) == 0 {
			return 409, "no_factor"
		}
		return 0, ""
	}
	a.prove("renew_recovery_codes", func() int64 {
		if p.recovery == nil {
			return 0
		}
		return p.recovery.since
	})
	a.took = func(got running.Answer) { m.takeRecovery(p, got, true) }
	a.done = func() {
		m.writeAges(p)
		p.endEpoch("new recovery codes", l)
		p.record("recovery_codes_renewed")
	}
	m.ask(a)
}

// giveRecovery answers with a recovery code: it signs in and proves acts on factors, once.
func (m *model) giveRecovery(c *challenge) {
	if c.of.recovery == nil || len(c.of.recovery.left) == 0 || c.of.gone {
		m.Skip()
	}
	codes := c.of.recovery
	code := codes.left[0]
	a := m.give(c, code)
	switch {
	case m.refusedBefore(c, a):
	case c.purpose != "sign_in" && (c.act == nil || c.act.needs[c.stage].target == nil): // which takes none, open or not
		if a.Status != 401 && a.Status != 410 {
			m.fail("a recovery code proves %s: %s", c.purpose, a)
		}
	case !c.valid() || c.moved():
		m.expect(a, 410, "challenge_closed")
	case c.act != nil && !c.act.proves(c.stage, codes.since):
		m.expect(a, 403, "factor_too_new")
	default:
		c.spent, c.spentBy = true, code
		codes.left = codes.left[1:]
		c.of.usedRecovery = append(c.of.usedRecovery, code)
		c.of.record("recovery_code_used")
		m.done(c, a)
		c.spentIn = c.of.epoch
	}
}

// giveUsedRecovery answers with one that was used: never again.
func (m *model) giveUsedRecovery(c *challenge) {
	if len(c.of.usedRecovery) == 0 {
		m.Skip()
	}
	a := m.give(c, c.of.usedRecovery[0])
	if !m.refusedBefore(c, a) && !slices.Contains([]int{401, 410}, a.Status) {
		m.fail("a used recovery code: %s", a)
	}
}
