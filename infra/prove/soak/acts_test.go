package soak

import (
	"fmt"
	"regexp"
	"slices"

	"latchkey/infra/testing/running"
)

// act does one thing of those that users do.
func (p *person) act() {
	acts := []func(){
		p.look, p.look, p.look, p.signIn, p.signIn, p.guess, p.logOut, p.patch, p.patch, p.makePIN,
		p.changePassword, p.changePassword, p.reset, p.twoFactor,
	}
	if p.random.IntN(20) == 0 {
		p.remove()
		return
	}
	acts[p.random.IntN(len(acts))]()
}

// look reads the account: by a session that is live, and by one that has ended.
func (p *person) look() {
	if n := len(p.live); n > 0 {
		a := p.sure("look", "GET", "/users/me", "", bearer(p.live[p.random.IntN(n)])...)
		p.shows(a)
	}
	if n := len(p.ended); n > 0 {
		if a := p.sure("look, signed out", "GET", "/users/me", "", bearer(p.ended[p.random.IntN(n)])...); !a.is(401) {
			p.wrong("a session that has ended is answered", a)
		}
	}
}

// shows compares what is answered with what was acknowledged.
func (p *person) shows(a answer) {
	profile := ""
	if n, ok := a.At("profile.n").(float64); ok {
		profile = fmt.Sprintf(`{"n":%.0f}`, n)
	}
	if !a.is(200) || a.Text("username") != p.name || profile != p.profile {
		p.wrong("the account is not as was acknowledged, with the profile "+p.profile, a)
	}
}

func (p *person) signIn() {
	switch a := p.login(p.password); {
	case a.is(200):
		p.begun(a)
	case a.is(429), a.is(410): // a limit, or a code that another sign-in took the place of
		p.retired = p.retired || a.is(429)
	case !a.cut:
		p.wrong("the password or its code is refused", a)
	}
}

// guess gives a password that is not the user's, or was.
func (p *person) guess() {
	given := newPassword(p.random)
	if n := len(p.old); n > 0 {
		given = p.old[p.random.IntN(n)]
	}
	if a := p.ask("guess", "POST", "/users/login", running.Login(p.name, given)); !a.cut && !a.is(401) && !a.is(429) {
		p.wrong("a wrong password is answered", a)
	}
}

func (p *person) logOut() {
	t := p.token()
	if t == "" {
		return
	}
	a := p.ask("sign out", "POST", "/users/logout", "", bearer(t)...)
	if a.cut { // it may be asked for again
		a = p.sure("sign out", "POST", "/users/logout", "", bearer(t)...)
	}
	if !a.is(204) && !a.is(401) {
		p.wrong("a session is not ended", a)
	}
	p.live = slices.DeleteFunc(p.live, func(live string) bool { return live == t })
	p.ended = append(p.ended, t)
}

func (p *person) patch() {
	t := p.token()
	if t == "" {
		return
	}
	next := newProfile(p.random)
	a := p.ask("change the profile", "PATCH", "/users/me", fmt.Sprintf(`{"profile":%s}`, next), bearer(t)...)
	switch {
	case a.is(200):
		p.profile = next
	case !a.cut:
		p.wrong("a profile is refused", a)
	default: // the one before or the next, and no other
		if seen := p.sure("look", "GET", "/users/me", "", bearer(t)...); fmt.Sprintf(`{"n":%.0f}`, seen.At("profile.n")) == next {
			p.profile = next
		} else {
			p.shows(seen)
		}
	}
}

// makePIN makes a support PIN. It is shown then as it was told.
func (p *person) makePIN() {
	t := p.token()
	if t == "" {
		return
	}
	a := p.ask("make a PIN", "POST", "/api/v4/user/support_pin", "", bearer(t)...)
	seen := p.sure("look at the PIN", "GET", "/api/v4/user/support_pin", "", bearer(t)...)
	switch {
	case a.is(201) && seen.Text("pin") == a.Text("pin"), a.cut && (seen.is(200) || seen.is(404) && p.pin == ""):
		p.pin = seen.Text("pin")
	default:
		p.wrong("a PIN was made by "+a.String()+" and is shown", seen)
	}
}

var resetLink = regexp.MustCompile(`/app/reset#token=(\S+)`)

// reset chooses a new password by a mailed link. A link is good for once.
func (p *person) reset() {
	if a := p.ask("ask for a link", "POST", "/password-reset", fmt.Sprintf(`{"email":%q}`, p.address())); !a.cut && !a.is(202) {
		p.wrong("a link is refused", a)
	}
	for _, m := range p.service.Outbox.Messages(p.address()) {
		if found := resetLink.FindStringSubmatch(m.Text); found != nil {
			p.useLink(found[1])
			return
		}
	}
}

func (p *person) useLink(link string) {
	next := newPassword(p.random)
	body := fmt.Sprintf(`{"token":%q,"new_password":%q}`, link, next)
	a := p.ask("use a link", "POST", "/password-reset/confirm", body)
	if slices.Contains(p.links, link) {
		if !a.cut && !a.is(410) {
			p.wrong("a link that was used is answered", a)
		}
		return
	}
	if a.is(204) || a.is(410) {
		p.links = append(p.links, link)
	}
	p.settlePassword(a, 204, next, "")
}
