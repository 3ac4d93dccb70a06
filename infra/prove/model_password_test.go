package prove_test

import (
	"fmt"
	"regexp"
)

// grant is an admin's permission to set a new password.
type grant struct{ code string }

// setPassword is the effect of every way to a new password: who signed in with the old one is signed out.
func (m *model) setPassword(p *person, to, by string, keep *login) {
	p.formers, p.password = append(p.formers, p.password), to
	p.endEpoch(by, keep)
}

func (m *model) changePassword() {
	l := m.session(func(p *person) bool { return p.checks < 4 })
	p, to := l.of, m.newPassword()
	current, right := p.password, m.chance("right", "wrong") == "right"
	if !right {
		current += "!"
	}
	a := m.as(l, "POST", "/users/me/password", fmt.Sprintf(`{"current_password":%q,"new_password":%q}`, current, to))
	if !right {
		p.checks++
		m.expect(a, 403, "wrong_password")
		return
	}
	m.expect(a, 204, "")
	m.setPassword(p, to, "change of the password", l)
	p.record("password_changed")
}

var resetToken = regexp.MustCompile(`lkr_[A-Za-z0-9_-]+`)

// askLink asks for a link by mail. None is sent while there is one, nor to an address that is not confirmed.
// The answer takes three seconds, so a run asks twice.
func (m *model) askLink() {
	if m.links >= 2 {
		m.Skip()
	}
	p := m.somebody(anybody)
	m.links++
	before := m.linksTo(p.address)
	m.expect(m.send("POST", "/password-reset", fmt.Sprintf(`{"email":%q}`, p.address)), 202, "")
	after := m.linksTo(p.address)
	mails := p.active() && p.confirmed && p.link == ""
	if mails != (len(after) == len(before)+1) || !mails && len(after) != len(before) {
		m.fail("%d links were mailed to %s, after %d", len(after), p.address, len(before))
	}
	if mails {
		p.link = after[0]
		p.record("password_reset_requested")
	}
}

// linksTo are the tokens that were mailed, the newest first.
func (m *model) linksTo(address string) (tokens []string) {
	for _, message := range m.Outbox.Messages(address) {
		if t := resetToken.FindString(message.Text); t != "" {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

// useLink sets a password by a link that is valid, or was.
func (m *model) useLink() {
	p := m.somebody(func(p *person) bool { return p.link != "" || len(p.oldLinks) > 0 })
	token, valid := p.link, p.link != ""
	if !valid || len(p.oldLinks) > 0 && m.chance("new", "old") == "old" {
		token, valid = p.oldLinks[0], false
	}
	to := m.newPassword()
	a := m.send("POST", "/password-reset/confirm", fmt.Sprintf(`{"token":%q,"new_password":%q}`, token, to))
	if !valid || !p.active() {
		m.expect(a, 410, "reset_closed")
		return
	}
	m.expect(a, 204, "")
	p.wrong = 0
	m.setPassword(p, to, "reset by mail", nil)
	p.record("password_reset")
}

func (p *person) dropGrant() {
	if p.grant != nil {
		p.oldGrants, p.grant = append(p.oldGrants, p.grant.code), nil
	}
}

// allowReset is an admin's permission. A newer one ends the one before.
func (m *model) allowReset() {
	p := m.somebody(anybody)
	a := m.byAdmin("POST", "/api/v1/admin/users/"+p.name+"/allow-reset", "")
	switch {
	case p.gone:
		m.expect(a, 404, "user_not_found")
	case p.status != "active":
		m.expect(a, 409, "user_disabled")
	default:
		m.expect(a, 200, "")
		p.dropGrant()
		p.grant = &grant{code: a.Text("reset_code")}
		p.record("password_reset_allowed")
	}
}

func (m *model) withdrawReset() {
	p := m.somebody(func(p *person) bool { return !p.gone })
	a := m.byAdmin("DELETE", "/api/v1/admin/users/"+p.name+"/allow-reset", "")
	if p.grant == nil {
		m.expect(a, 404, "no_reset_allowed")
		return
	}
	m.expect(a, 204, "")
	p.dropGrant()
	p.record("password_reset_withdrawn")
}

// mostStrays are the codes of no valid grant that are tried with one name in an hour, which is when they are
// limited. A code that is altered fails its checksum, and so is of no grant.
const mostStrays = 3

// useGrant sets a password by the code of an admin: the right one, one that is altered, or one that has ended.
func (m *model) useGrant() {
	p := m.somebody(func(p *person) bool {
		return p.grant != nil || len(p.oldGrants) > 0 && p.strays < mostStrays
	})
	code, right := "", false
	switch way := m.chance("right", "altered", "ended"); {
	case p.grant != nil && way == "right":
		code, right = p.grant.code, true
	case p.grant != nil && p.strays < mostStrays && way == "altered":
		code = altered(p.grant.code)
		p.strays++
	case len(p.oldGrants) > 0 && p.strays < mostStrays:
		code = p.oldGrants[len(p.oldGrants)-1]
		p.strays++
	default:
		m.Skip()
	}
	to := m.newPassword()
	a := m.send("POST", "/api/v1/auth/reset-password", fmt.Sprintf(`{"username":%q,"reset_code":%q,"new_password":%q}`, p.name, code, to))
	if !right {
		m.expect(a, 403, "reset_not_allowed")
		return
	}
	m.expect(a, 204, "")
	m.setPassword(p, to, "reset by an admin's code", nil)
	p.record("password_reset_by_admin_code")
}

// altered is a code with another character in the middle of its secret.
func altered(code string) string {
	i := len(code) - 20
	c := byte('A')
	if code[i] == c {
		c = 'B'
	}
	return code[:i] + string(c) + code[i+1:]
}
