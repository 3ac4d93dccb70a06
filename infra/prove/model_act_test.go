package prove_test

import (
	"fmt"

	"latchkey/infra/testing/running"
)

// act is a request that takes codes, one after the other.
type act struct {
	of                 *person
	by                 *login
	method, path, body string
	status             int // once it is done
	needs              []need
	refused            func() (int, string) // before any code is asked for or compared; nil for never
	moved              func() bool          // whether the user is another than the code was sent for; nil for never
	made               func() bool          // whether there is nothing left to change; nil for never
	free               func() bool          // whether no code is asked for any more, and none is read; nil for never
	done               func()
	took               func(a running.Answer)
}

// need is a code that an act takes.
type need struct {
	purpose, to string
	methods     func() []string
	target      func() int64 // since when the user has what the act is about; nil where no factor proves it
}

func fixed(method string) func() []string { return func() []string { return []string{method} } }

// prove has a factor of the user prove the act.
func (a *act) prove(purpose string, target func() int64) {
	a.needs = append(a.needs, need{purpose: purpose, methods: func() []string { return a.of.provers(target()) }, target: target})
}

// refusal is how the act is answered whatever the code is; zero where that matters.
func (a *act) refusal() (int, string) {
	switch {
	case a.made != nil && a.made():
		return a.status, ""
	case a.refused != nil:
		return a.refused()
	}
	return 0, ""
}

// proves holds where something that the user has had since a time proves the act.
func (a *act) proves(stage int, since int64) bool {
	target := a.needs[stage].target
	return target == nil || settles(since, target())
}

// ask makes the first request of an act.
func (m *model) ask(a *act) {
	got := m.as(a.by, a.method, a.path, a.body)
	if status, code := a.refusal(); status != 0 {
		m.expect(got, status, code)
		return
	}
	m.proceed(a, 0, got)
}

// proceed compares an answer that asks for a code, or is the last one.
func (m *model) proceed(a *act, stage int, got running.Answer) {
	m.Helper()
	if stage == len(a.needs) {
		m.expect(got, a.status, "")
		if a.took != nil {
			a.took(got)
		}
		a.done()
		return
	}
	n := a.needs[stage]
	methods := n.methods()
	if len(methods) == 0 {
		m.expect(got, 403, "factor_too_new")
		return
	}
	m.expect(got, 202, "")
	m.challenged(got, &challenge{of: a.of, purpose: n.purpose, to: n.to, method: methods[0], methods: methods, act: a, stage: stage})
}

// advance follows a right code.
func (m *model) advance(c *challenge, got running.Answer) {
	m.Helper()
	m.proceed(c.act, c.stage+1, got)
}

// resend asks for another code, or opens another method.
func (m *model) resend() {
	c := pick(m, "challenge", m.challenges, func(c *challenge) bool { return c.of.sent < 9 && c.of.asked < 3 })
	method := m.chance("", "email", "sms", "totp", "passkey")
	body := fmt.Sprintf(`{"challenge_id":%q}`, c.id)
	if method != "" {
		body = fmt.Sprintf(`{"challenge_id":%q,"method":%q}`, c.id, method)
	} else {
		method = c.method
	}
	got := m.send("POST", "/2fa/resend", body)
	switch {
	case !c.valid():
		m.expect(got, 410, "challenge_closed")
	case !c.offers(method):
		m.expect(got, 422, "method_unavailable")
	case sends(method) && c.quiet[method]:
		m.expect(got, 429, "resend_too_soon")
	default:
		m.expect(got, 202, "")
		if c.purpose == "confirm_email" {
			c.of.asked++
		}
		c.closed = true
		m.challenged(got, &challenge{
			of: c.of, purpose: c.purpose, to: c.to, method: method, methods: c.methods, act: c.act, stage: c.stage, quiet: c.quiet,
		})
	}
}

func (c *challenge) offers(method string) bool {
	for _, offered := range c.methods {
		if offered == method {
			return true
		}
	}
	return false
}
