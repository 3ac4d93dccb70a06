package soak

import (
	"fmt"
	"math/rand/v2"
	"regexp"

	"latchkey/infra/testing/running"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/token"
)

type state string

const (
	absent  state = "absent"
	active  state = "active"
	waiting state = "waiting to be confirmed"
	deleted state = "deleted"
)

// person is one account, with what was acknowledged to its user. One goroutine at a time uses it.
type person struct {
	*soak
	random *rand.Rand

	name, password string
	old            []string // passwords that must not be taken any more
	id             account.ID
	state          state
	retired        bool // a limit of the service was reached, or nothing more is known of it
	deletionCut    bool // a deletion was cut off, so that what is deleted afterwards may be left
	live, ended    []string
	profile        string
	pin            string
	links          []string // that were used
}

func (p *person) address() string { return running.Address(p.name) }

var digits = regexp.MustCompile(`^[0-9]{6}`)

// code is the newest one to the user; empty where so much was mailed since that it is gone.
func (p *person) code() string {
	for _, m := range p.service.Outbox.Messages(p.address()) {
		if code := digits.FindString(m.Text); code != "" {
			return code
		}
	}
	return ""
}

// begun adds a session that was acknowledged.
func (p *person) begun(a answer) string {
	given := a.Text("token")
	t, ok := token.Parse(token.Session, given)
	if !ok {
		p.wrong("a session without a token", a)
		return ""
	}
	p.id = account.ID(t.ID())
	p.live = append(p.live, given)
	return given
}

// end has all sessions ended but those that are kept.
func (p *person) end(keep ...string) {
	for _, t := range p.live {
		if len(keep) == 0 || t != keep[0] {
			p.ended = append(p.ended, t)
		}
	}
	p.live = keep
}

// login gives the answer to a password and, where a code is asked for, to the code.
func (p *person) login(password string) answer {
	a := p.ask("sign in", "POST", "/users/login", running.Login(p.name, password))
	if !a.is(202) {
		return a
	}
	return p.ask("give the code", "POST", "/2fa", running.Reply(a.Text("challenge.id"), p.code()))
}

// knows says whether a password is the user's, by asking until there is an answer. Known is false where a
// limit is in the way.
func (p *person) knows(password string) (right, known bool) {
	a := p.sure("sign in", "POST", "/users/login", running.Login(p.name, password))
	switch {
	case a.is(200):
		p.begun(a)
		return true, true
	case a.is(202), a.is(403):
		return true, true
	case a.is(401):
		return false, true
	case !a.is(429):
		p.wrong("a password is answered", a)
	}
	return false, false
}

// token is that of a session, which is begun where there is none.
func (p *person) token() string {
	if n := len(p.live); n > 0 {
		return p.live[p.random.IntN(n)]
	}
	p.signIn()
	if n := len(p.live); n > 0 {
		return p.live[n-1]
	}
	return ""
}

func newProfile(r *rand.Rand) string { return fmt.Sprintf(`{"n":%d}`, r.IntN(1_000_000)) }
