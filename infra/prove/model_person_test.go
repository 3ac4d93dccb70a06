package prove_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"latchkey/infra/testing/running"
)

// model is what the service is to know in one run.
type model struct {
	*rapid.T
	*place
	test          *testing.T // ended by what is no fault of the service
	name, network string
	people        []*person
	challenges    []*challenge
	made          int   // names, addresses, numbers and passwords
	age           int64 // of the newest factor, in seconds from an hour ago
	checked       int
	links         int // that were asked for
	keys          []*registrationKey
	typed         map[string]int // wrong passwords at a name from this network, which a reset does not forgive
}

// person is a user. What counts failures and messages is there to stay below the limits, which have tests
// of their own.
type person struct {
	id, name, address, number, password string
	formers                             []string // passwords
	names                               []string // of before
	confirmed, gone, signedIn           bool
	role, status                        string
	epoch                               int // of sessions, codes, links and grants
	factors                             []*held
	recovery                            *recoveryCodes
	usedRecovery                        []string
	sessions                            []*login
	pending                             []*enrolment
	mailed                              *challenge // the newest mailed code to sign in with
	link                                string
	oldLinks                            []string
	grant                               *grant
	oldGrants                           []string
	pin                                 *pin
	recorded                            map[string]int // acts in the audit trail

	wrong, misses, sent, asked, renamed, checks, strays, verified int
}

// login is a session.
type login struct {
	token string
	of    *person
	ended string // the act that ended it
}

func (p *person) active() bool { return !p.gone && p.status == "active" }

// record notes an act that the audit trail is to have.
func (p *person) record(act string) { p.recorded[act]++ }

// endEpoch ends every session but one, and all that was asked for before.
func (p *person) endEpoch(by string, keep *login) {
	p.epoch++
	for _, l := range p.sessions {
		if l != keep && l.ended == "" {
			l.ended = by
		}
	}
	if p.link != "" {
		p.oldLinks, p.link = append(p.oldLinks, p.link), ""
	}
	p.dropGrant()
	p.pin, p.pending, p.mailed = nil, nil, nil
}

// next gives a number that was not there before.
func (m *model) next() int { m.made++; return m.made }

func (m *model) newPassword() string { return fmt.Sprintf("velvet tractor orbit moss %d", m.next()) }

// send makes a request from the network of this run. Nothing that a client does is answered by 5xx.
func (m *model) send(method, path, body string, headers ...string) running.Answer {
	m.Helper()
	a, err := m.Send(m.Context(), method, path, body, append(headers, "x-backend-secret", backendSecret, "x-client-address", m.network)...)
	if err != nil {
		m.Fatal(err)
	}
	m.Logf("%s %s %s %s: %d %s", method, path, body, strings.Join(headers, " "), a.Status, a.Code())
	if a.Status >= 500 {
		m.fail("%s", a)
	}
	return a
}

// as makes a request in a session.
func (m *model) as(l *login, method, path, body string, headers ...string) running.Answer {
	m.Helper()
	return m.send(method, path, body, append(headers, "Authorization", "Bearer "+l.token)...)
}

// byAdmin makes a request of the admin's.
func (m *model) byAdmin(method, path, body string) running.Answer {
	m.Helper()
	return m.send(method, path, body, "Authorization", "Bearer "+m.token(m.test))
}

// fail ends the run. What it is ended with has no names and ids: by that, a shorter run is known to fail in
// the same way.
func (m *model) fail(format string, values ...any) {
	m.Helper()
	m.Logf(format, values...)
	m.Fatal("the service does not do what the contract says")
}

// expect ends the run where an answer is not what the contract says.
func (m *model) expect(a running.Answer, status int, code string) {
	m.Helper()
	if a.Status != status || a.Code() != code {
		m.Logf("got %s", a)
		m.Fatalf("answered %d %s, want %d %s", a.Status, a.Code(), status, code)
	}
	m.seen.add(fmt.Sprint(status, " ", code))
}

// somebody draws a user of those that fit; without any, the act is not taken.
func (m *model) somebody(fit func(*person) bool) *person {
	m.Helper()
	return pick(m, "user", m.people, fit)
}

// session draws one that goes on.
func (m *model) session(fit func(*person) bool) *login {
	m.Helper()
	var all []*login
	for _, p := range m.people {
		if !p.gone && fit(p) {
			all = append(all, p.sessions...)
		}
	}
	return pick(m, "session", all, func(l *login) bool { return l.ended == "" })
}

func anybody(*person) bool { return true }

// pick draws one of those that fit. Where there is none, another act is taken.
func pick[T any](m *model, label string, from []T, fit func(T) bool) T {
	m.Helper()
	from = slices.DeleteFunc(slices.Clone(from), func(x T) bool { return !fit(x) })
	if len(from) == 0 {
		m.Skip()
	}
	return from[rapid.IntRange(0, len(from)-1).Draw(m.T, label)]
}

// chance draws one of several ways; the first is the one that a shorter run takes.
func (m *model) chance(ways ...string) string {
	return rapid.SampledFrom(ways).Draw(m.T, "way")
}
