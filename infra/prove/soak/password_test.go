package soak

import (
	"fmt"
	"slices"
)

// changePassword ends every session but the one that it is changed in.
func (p *person) changePassword() {
	t := p.token()
	if t == "" {
		return
	}
	next := newPassword(p.random)
	body := fmt.Sprintf(`{"current_password":%q,"new_password":%q}`, p.password, next)
	a := p.ask("change the password", "POST", "/users/me/password", body, bearer(t)...)
	p.settlePassword(a, 204, next, t)
}

// settlePassword takes over a new password that was acknowledged. Where the answer was lost, exactly one of the
// two is right, and the sessions go with it.
func (p *person) settlePassword(a answer, done int, next, kept string) {
	if a.cut {
		isNew, known := p.knows(next)
		isOld, knownToo := p.knows(p.password)
		if p.retired = p.retired || !known || !knownToo; p.retired {
			p.live, p.state = nil, active // nothing more is known of its sessions
			return
		}
		if isNew == isOld {
			p.Errorf("%s: after a change that was cut off, the new password is right: %t, the old one: %t", p.name, isNew, isOld)
		}
		if !isNew {
			return
		}
		begun := p.live[len(p.live)-min(1, len(p.live)):]
		p.changed(next, kept, begun...)
		return
	}
	if a.is(done) {
		p.changed(next, kept)
	}
}

// changed has a new password, and the sessions that are left: the one that was kept, and one that was begun since.
func (p *person) changed(next, kept string, begun ...string) {
	before := slices.Clone(p.live)
	p.old, p.password, p.pin = append(p.old, p.password), next, ""
	p.live = nil
	for _, t := range before {
		if t == kept || slices.Contains(begun, t) && p.isLive(t) {
			p.live = append(p.live, t)
		} else {
			p.ended = append(p.ended, t)
		}
	}
}

func (p *person) isLive(t string) bool {
	return p.sure("look", "GET", "/users/me", "", bearer(t)...).is(200)
}

// twoFactor turns codes at each sign-in on or off, which ends sessions.
func (p *person) twoFactor() {
	t := p.token()
	if t == "" {
		return
	}
	body := fmt.Sprintf(`{"2fa":%t}`, p.random.IntN(2) == 0)
	a := p.stepUp("turn codes on or off", "PATCH", "/users/me", body, t)
	if !a.cut && !a.is(200) {
		return
	}
	before := p.live
	p.live = nil
	for _, old := range before {
		if p.isLive(old) {
			p.live = append(p.live, old)
		} else {
			p.ended = append(p.ended, old)
		}
	}
	if len(p.live) > 0 && p.pin != "" { // a change of factors ends the PIN, too
		if seen := p.sure("look at the PIN", "GET", "/api/v4/user/support_pin", "", bearer(p.live[0])...); seen.is(404) {
			p.pin = ""
		} else if seen.Text("pin") != p.pin {
			p.wrong("the PIN is another", seen)
		}
	} else {
		p.pin = ""
	}
	if a.is(200) && len(p.live) > 1 && len(p.live) < len(before) {
		p.Errorf("%s: of %d sessions, %d are left after a change of factors", p.name, len(before), len(p.live))
	}
}
