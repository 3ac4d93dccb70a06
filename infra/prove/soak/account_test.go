package soak

import (
	"fmt"

	"latchkey/infra/testing/running"
)

// register makes the account. Where that was cut off, the account is there or not, and can be confirmed or
// made then.
func (p *person) register() {
	body := fmt.Sprintf(`{"username":%q,"email":%q,"password":%q,"2fa":%t}`, p.name, p.address(), p.password, p.random.IntN(4) == 0)
	p.state = absent
	for range 5 {
		a := p.ask("register", "POST", "/users/register", body)
		switch {
		case a.is(201):
			p.state = waiting
			p.confirm(a.Text("challenge.id"))
			return
		case !a.cut:
			p.wrong("a registration is refused", a)
			return
		}
		right, known := p.knows(p.password)
		switch {
		case !known:
			p.retired = true
			return
		case right:
			p.state = waiting
			p.confirm("")
			return
		}
	}
}

// confirm gives the code of the address, of the challenge that a sign-in names where the first answer was lost.
func (p *person) confirm(challenge string) {
	for range 10 {
		if challenge == "" {
			a := p.sure("sign in, unconfirmed", "POST", "/users/login", running.Login(p.name, p.password))
			if challenge = a.Text("challenge.id"); !a.is(403) || challenge == "" {
				break
			}
		}
		code := p.code()
		if code == "" { // the function was killed before it mailed
			p.retired = true
			return
		}
		a := p.ask("confirm", "POST", "/users/confirm", running.Reply(challenge, code))
		if a.is(200) || a.is(410) && a.Code() == "code_used" {
			break
		}
		if !a.cut && !a.is(410) && !a.is(401) {
			p.wrong("a right code is refused", a)
			return
		}
		challenge = ""
	}
	p.state = active
	p.signIn()
}

// remove deletes the account.
func (p *person) remove() {
	a := p.stepUp("delete", "DELETE", "/users/me", "", p.token())
	switch {
	case a.is(204):
		p.state = deleted
	case a.cut:
		p.deletionCut = true
		right, known := p.knows(p.password)
		if p.retired = !known; known && !right {
			p.state = deleted
		}
	}
	if p.state == deleted {
		p.end()
		p.pin = ""
	}
}
