package prove_test

import (
	"fmt"
)

// register makes a user, or tries to take a name that is taken.
func (m *model) register() {
	if len(m.people) >= 6 {
		m.Skip()
	}
	taken := len(m.people) > 0 && m.chance("new", "new", "taken") == "taken"
	n := m.next()
	p := &person{
		name: fmt.Sprintf("%s-%d", m.name, n), address: fmt.Sprintf("%s-%d@latchkey.example", m.name, n), password: m.newPassword(),
		role: "user", status: "active", recorded: map[string]int{},
	}
	if taken {
		other := m.somebody(anybody)
		if p.name = other.name; !other.gone {
			m.expect(m.send("POST", "/users/register", m.registration(p, m.key(true))), 409, "username_taken")
			return
		}
		other.name = fmt.Sprintf("%s-%d", m.name, m.next()) // the name is another's now
	}
	key := m.key(false)
	a := m.send("POST", "/users/register", m.registration(p, key))
	m.expect(a, 201, "")
	key.use()
	p.id = fmt.Sprintf("%.0f", a.At("user.id"))
	p.asked++
	p.record("registered")
	m.people = append(m.people, p)
	m.challenged(a, &challenge{of: p, purpose: "confirm_email", method: "email", to: p.address, methods: []string{"email"}})
}

func (m *model) registration(p *person, k *registrationKey) string {
	body := fmt.Sprintf(`"username":%q,"email":%q,"password":%q`, p.name, p.address, p.password)
	if k != nil {
		body += fmt.Sprintf(`,"registration_key":%q`, k.plain)
	}
	return "{" + body + "}"
}

// confirmNewest confirms the address of the newest user, so that no run goes without anybody who can sign in.
func (m *model) confirmNewest() {
	c := m.challenges[len(m.challenges)-1]
	m.judge(c, c.code, true, m.give(c, c.code))
}

// confirmed is the effect of a right code.
func (p *person) confirm() {
	p.confirmed = true
	p.record("email_confirmed")
}

// change is a PATCH of the user's own. What the user is called and may do is part of what a code allows, so
// a code from before is of no use after either has changed.
func (m *model) change(l *login, body string) *act {
	p := l.of
	before := p.name + p.role
	return &act{
		of: p, by: l, method: "PATCH", path: "/users/me", body: body, status: 200,
		moved: func() bool { return p.name+p.role != before },
	}
}

func (m *model) newUsername() {
	l := m.session(func(p *person) bool { return p.renamed < 4 })
	p := l.of
	p.renamed++
	if m.chance("new", "new", "taken") == "taken" {
		other := m.somebody(func(o *person) bool { return !o.gone && o != p })
		m.expect(m.as(l, "PATCH", "/users/me", fmt.Sprintf(`{"username":%q}`, other.name)), 409, "username_taken")
		return
	}
	name := fmt.Sprintf("%s-%d", m.name, m.next())
	m.expect(m.as(l, "PATCH", "/users/me", fmt.Sprintf(`{"username":%q}`, name)), 200, "")
	p.names, p.name = append(p.names, p.name), name
	p.record("username_changed")
}

func (m *model) newAddress() {
	l := m.session(func(p *person) bool { return p.asked < 4 && p.sent < 8 })
	p, address := l.of, fmt.Sprintf("%s-%d@latchkey.example", m.name, m.next())
	a := m.change(l, fmt.Sprintf(`{"email":%q}`, address))
	a.made = func() bool { return p.address == address }
	if f := p.has("email"); f != nil {
		a.prove("change_contact", func() int64 { return f.since })
	}
	a.needs = append(a.needs, need{purpose: "change_email", methods: fixed("email"), to: address})
	a.done = func() {
		p.address = address
		m.moveFactor(p, "email")
		p.endEpoch("new address", l)
		p.record("email_changed")
	}
	m.ask(a)
}

func (m *model) newNumber() {
	l := m.session(func(p *person) bool { return p.asked < 4 && p.sent < 8 })
	p, number := l.of, fmt.Sprintf("+4474%08d", phones.Add(1))
	a := m.change(l, fmt.Sprintf(`{"phone_number":%q}`, number))
	a.made = func() bool { return p.number == number }
	if f := p.has("sms"); f != nil {
		a.prove("change_contact", func() int64 { return f.since })
	}
	a.needs = append(a.needs, need{purpose: "change_phone", methods: fixed("sms"), to: number})
	a.done = func() {
		p.number = number
		m.moveFactor(p, "sms")
		p.endEpoch("new number", l)
		p.record("phone_number_changed")
	}
	m.ask(a)
}

func (m *model) noNumber() {
	l := m.session(func(p *person) bool { return p.number != "" && p.sent < 8 })
	p := l.of
	a := m.change(l, `{"phone_number":null}`)
	a.made = func() bool { return p.number == "" }
	if f := p.has("sms"); f != nil {
		purpose := "change_contact"
		if len(p.factors) == 1 {
			purpose = "remove_2fa"
			a.refused = p.staffWithoutFactor
		}
		a.prove(purpose, func() int64 { return f.since })
	}
	a.done = func() {
		p.number = ""
		m.loseFactor(p, "sms")
		p.endEpoch("no number", l)
		p.record("phone_number_changed")
	}
	m.ask(a)
}

func (m *model) deleteSelf() {
	l := m.session(func(p *person) bool { return p.sent < 8 && m.several() })
	p := l.of
	a := &act{of: p, by: l, method: "DELETE", path: "/users/me", status: 204}
	n := need{purpose: "delete_user", methods: fixed("email")}
	if len(p.factors) > 0 {
		n.methods = func() []string { return p.provers(0) }
	}
	a.needs = []need{n}
	a.done = func() {
		p.endEpoch("deletion", nil)
		p.gone = true
	}
	m.ask(a)
}
