package prove_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/pquerna/otp/totp"
)

// held is a factor that a user has.
type held struct {
	kind, id, secret string
	since            int64
}

// enrolment is an authenticator that is not confirmed.
type enrolment struct {
	*held
	by *login
}

// recoveryCodes are those that are left, and those that were used or ended.
type recoveryCodes struct {
	left  []string
	since int64
}

var strongestFirst = []string{"totp", "sms", "email"}

// has gives the user's oldest factor of a type; nil for none.
func (p *person) has(kind string) (oldest *held) {
	for _, f := range p.factors {
		if f.kind == kind && (oldest == nil || f.since < oldest.since) {
			oldest = f
		}
	}
	return oldest
}

// types are those that the user has, the strongest first.
func (p *person) types() (types []string) {
	for _, kind := range strongestFirst {
		if p.has(kind) != nil {
			types = append(types, kind)
		}
	}
	return types
}

const threeDays = 72 * 60 * 60

func isNew(since int64) bool { return since > time.Now().Unix()-threeDays }

// settles holds where what the user has had since a time proves an act on what they have had since another.
// Zero is of an act that adds something.
func settles(since, target int64) bool { return target == 0 || since <= target || !isNew(since) }

// provers are the methods by which an act on factors is proven: the strongest type that is not too new for
// it. What is new itself is also taken away by the strongest of what is not, or of what is older.
func (p *person) provers(target int64) (methods []string) {
	strongest := func(able func(since int64) bool) string {
		for _, kind := range p.types() {
			if able(p.has(kind).since) {
				return kind
			}
		}
		return ""
	}
	if kind := strongest(func(since int64) bool { return settles(since, target) }); kind != "" {
		methods = append(methods, kind)
	}
	if target != 0 && isNew(target) {
		undoes := strongest(func(since int64) bool { return !isNew(since) })
		if undoes == "" {
			undoes = strongest(func(since int64) bool { return since < target })
		}
		if undoes != "" && !slices.Contains(methods, undoes) {
			methods = append(methods, undoes)
		}
	}
	return methods
}

// oldest is since when the user has the factor that they have had for longest.
func (p *person) oldest() int64 {
	oldest := p.factors[0].since
	for _, f := range p.factors {
		oldest = min(oldest, f.since)
	}
	return oldest
}

// staffWithoutFactor refuses to take the last factor of staff.
func (p *person) staffWithoutFactor() (int, string) {
	if p.role != "user" {
		return 409, "2fa_required"
	}
	return 0, ""
}

// turnOn adds codes to a channel.
func (m *model) turnOn(kind string) {
	l := m.session(func(p *person) bool { return p.has(kind) == nil && p.sent < 8 && (kind == "email" || p.number != "") })
	a := m.change(l, fmt.Sprintf(`{"2fa":true,"2fa_method":%q}`, kind))
	a.made = func() bool { return l.of.has(kind) != nil }
	a.refused = func() (int, string) {
		if kind == "sms" && l.of.number == "" {
			return 422, "invalid_fields"
		}
		return 0, ""
	}
	if len(l.of.factors) > 0 {
		a.prove("change_2fa", func() int64 { return 0 })
	} else {
		a.needs = []need{{purpose: "enable_2fa", methods: fixed(kind)}}
	}
	a.done = func() {
		m.gain(l.of, &held{kind: kind, id: kind})
		l.of.endEpoch("another factor", l)
		l.of.record("2fa_changed")
	}
	m.ask(a)
}

func (m *model) turnOff() {
	l := m.session(func(p *person) bool { return len(p.factors) > 0 && p.sent < 8 })
	a := m.change(l, `{"2fa":false}`)
	a.made = func() bool { return len(l.of.factors) == 0 }
	a.refused = l.of.staffWithoutFactor
	a.prove("remove_2fa", l.of.oldest)
	a.done = func() {
		l.of.factors, l.of.recovery = nil, nil
		l.of.endEpoch("factors off", l)
		l.of.record("2fa_changed")
	}
	m.ask(a)
}

// removeFactor removes one by its id.
func (m *model) removeFactor() {
	l := m.session(func(p *person) bool { return len(p.factors) > 0 && p.sent < 8 })
	p := l.of
	f := pick(m, "factor", p.factors, func(*held) bool { return true })
	a := &act{of: p, by: l, method: "DELETE", path: "/users/me/factors/" + f.id, status: 204}
	a.refused = func() (int, string) {
		switch {
		case !slices.Contains(p.factors, f):
			return 404, "factor_not_found"
		case len(p.factors) == 1:
			return p.staffWithoutFactor()
		}
		return 0, ""
	}
	a.prove("remove_factor", func() int64 { return f.since })
	a.done = func() {
		m.loseFactor(p, f.id)
		p.endEpoch("a factor less", l)
		p.record("factor_removed")
	}
	m.ask(a)
}

// gain adds a factor that is the newest of all.
func (m *model) gain(p *person, f *held) {
	m.age++
	f.since = time.Now().Unix() - 3600 + m.age
	p.factors = append(p.factors, f)
	m.writeAges(p)
}

// loseFactor removes one, and the recovery codes with the last.
func (m *model) loseFactor(p *person, id string) {
	p.factors = slices.DeleteFunc(p.factors, func(f *held) bool { return f.id == id })
	if len(p.factors) == 0 {
		p.recovery = nil
	}
	m.writeAges(p)
}

// moveFactor is a factor whose codes go elsewhere: a new one.
func (m *model) moveFactor(p *person, kind string) {
	f := p.has(kind)
	if f == nil {
		return
	}
	p.factors = slices.DeleteFunc(p.factors, func(o *held) bool { return o == f })
	m.gain(p, f)
}

// code is what an authenticator shows.
func (f *held) code(m *model) string {
	m.Helper()
	code, err := totp.GenerateCode(f.secret, time.Now())
	if err != nil {
		m.Fatal(err)
	}
	return code
}
