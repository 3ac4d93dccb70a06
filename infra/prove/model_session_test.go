package prove_test

import (
	"fmt"

	"latchkey/infra/testing/running"
)

// signIn tries any name and any password that the user has or had.
func (m *model) signIn() {
	p := m.somebody(func(p *person) bool { return p.wrong < 4 && p.sent < 9 })
	name, known := p.name, !p.gone
	switch by := m.chance("name", "address", "former name"); {
	case by == "address":
		name = p.address
	case by == "former name" && len(p.names) > 0:
		name, known = p.names[0], false // nobody took it since: names are not given twice in a run
	}
	if m.typed[name] >= 4 {
		m.Skip()
	}
	password := p.password
	switch way := m.chance("right", "wrong", "former"); {
	case way == "wrong":
		password += "!"
	case way == "former" && len(p.formers) > 0:
		password = p.formers[len(p.formers)-1]
	}
	a := m.send("POST", "/users/login", running.Login(name, password))
	if !known || password != p.password || p.status != "active" {
		p.wrong++
		m.typed[name]++
		m.expect(a, 401, "invalid_credentials")
		return
	}
	m.signedInBy(p, a)
}

// signInRightly is what a run needs more often.
func (m *model) signInRightly() {
	p := m.somebody(func(p *person) bool { return p.active() && p.sent < 9 })
	m.signedInBy(p, m.send("POST", "/users/login", running.Login(p.name, p.password)))
}

// signedInBy follows the right password of an active user.
func (m *model) signedInBy(p *person, a running.Answer) {
	switch methods := m.signInMethods(p); {
	case !p.confirmed:
		m.expect(a, 403, "email_unconfirmed")
		m.unconfirmed(p, a)
	case len(methods) > 0:
		m.expect(a, 202, "")
		m.challenged(a, &challenge{of: p, purpose: "sign_in", method: methods[0], methods: methods})
	default:
		m.expect(a, 200, "")
		m.begin(p, a)
	}
}

// signInMethods are the user's own factors or, where codes are rolled out and the user has signed in before,
// a mailed code.
func (m *model) signInMethods(p *person) []string {
	if len(p.factors) == 0 && m.rollout && p.signedIn {
		return []string{"email"}
	}
	return p.types()
}

// unconfirmed compares the challenge of a refusal: it is the open one, or else a new one.
func (m *model) unconfirmed(p *person, a running.Answer) {
	for _, c := range m.challenges {
		if c.of == p && c.purpose == "confirm_email" && c.id == a.Text("challenge.id") && c.valid() {
			return
		}
	}
	if a.Text("challenge.id") == "" && p.asked >= 3 { // more are not sent to one address from one network
		return
	}
	for _, c := range m.challenges {
		if c.of == p && c.purpose == "confirm_email" && c.valid() {
			m.fail("the open challenge is %s, not that of %s", c.id, a)
		}
	}
	p.asked++
	m.challenged(a, &challenge{of: p, purpose: "confirm_email", method: "email", to: p.address, methods: []string{"email"}})
}

// begin takes the session of a sign-in.
func (m *model) begin(p *person, a running.Answer) {
	if a.Text("token") == "" || fmt.Sprintf("%.0f", a.At("user.id")) != p.id {
		m.fail("no session of user %s: %s", p.id, a)
	}
	p.signedIn = true
	p.sessions = append(p.sessions, &login{token: a.Text("token"), of: p})
}

func (m *model) signOut() {
	l := m.session(anybody)
	m.expect(m.as(l, "POST", "/users/logout", ""), 204, "")
	l.ended = "sign-out"
	l.of.record("session_ended")
}

func (m *model) listSessions() {
	m.listed(m.session(anybody))
}

// listed compares the list of sessions, and gives the id of the current one.
func (m *model) listed(l *login) (current string) {
	a := m.as(l, "GET", "/users/me/sessions?limit=100", "")
	m.expect(a, 200, "")
	sessions, _ := a.At("sessions").([]any)
	alive := 0
	for _, other := range l.of.sessions {
		if other.ended == "" {
			alive++
		}
	}
	for i := range sessions {
		if a.At(fmt.Sprintf("sessions.%d.current", i)) == true {
			current = a.Text(fmt.Sprintf("sessions.%d.id", i))
		}
	}
	if len(sessions) != alive || current == "" {
		m.fail("%d sessions are listed, of %d: %s", len(sessions), alive, a)
	}
	return current
}

// revokeSession ends one session from another.
func (m *model) revokeSession() {
	by := m.session(anybody)
	target := pick(m, "revoked", by.of.sessions, func(l *login) bool { return l.ended == "" })
	path := "/users/me/sessions/" + m.listed(target)
	m.expect(m.as(by, "DELETE", path, ""), 204, "")
	target.ended = "revocation"
	by.of.record("session_ended")
	if by != target {
		m.expect(m.as(by, "DELETE", path, ""), 404, "session_not_found")
	}
}

// checkNext compares what the service says in one session, each time in another one.
func (m *model) checkNext() {
	var all []*login
	for _, p := range m.people {
		all = append(all, p.sessions...)
	}
	if m.checked++; len(all) > 0 {
		m.check(all[m.checked%len(all)])
	}
}

// check asks who a session is of.
func (m *model) check(l *login) {
	a := m.as(l, "GET", "/users/me", "")
	if l.ended != "" {
		if a.Status != 401 || a.Code() != "token_invalid" {
			m.fail("a session that ended by %s: %s", l.ended, a)
		}
		return
	}
	m.expect(a, 200, "")
	p := l.of
	var number, method any
	if p.number != "" {
		number = p.number
	}
	if types := p.types(); len(types) > 0 {
		method = types[0]
	}
	for member, want := range map[string]any{
		"username": p.name, "email": p.address, "email_confirmed": p.confirmed, "phone_number": number, "phone_confirmed": p.number != "",
		"2fa": len(p.factors) > 0, "2fa_method": method, "role": p.role, "status": p.status,
	} {
		if got := a.At(member); got != want {
			m.fail("%s is %v, want %v", member, got, want)
		}
	}
}
