package prove_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"latchkey/infra/testing/running"
)

// office is the first admin, who signs in again before the session is too old for what it does.
type office struct {
	sync.Mutex
	service running.Service
	current string
	since   time.Time
}

func (o *office) token(t testing.TB) string {
	t.Helper()
	o.Lock()
	defer o.Unlock()
	switch {
	case o.current == "":
		o.current, o.since = o.service.Admin(t, "boss"), time.Now()
	case time.Since(o.since) > 8*time.Minute:
		challenge := o.service.Must(t, 202, "POST", "/users/login", running.Login("boss", running.Password)).Text("challenge.id")
		reply := running.Reply(challenge, o.service.Code(t, running.Address("boss")))
		o.current, o.since = o.service.Must(t, 200, "POST", "/2fa", reply).Text("token"), time.Now()
	}
	return o.current
}

// newRole gives or takes a role. Staff have a second factor.
func (m *model) newRole() {
	p := m.somebody(func(p *person) bool { return !p.gone })
	role := m.chance("user", "support", "admin")
	a := m.byAdmin("PATCH", "/users/"+p.id, fmt.Sprintf(`{"role":%q}`, role))
	switch {
	case role != "user" && len(p.factors) == 0:
		m.expect(a, 409, "2fa_required")
		return
	case role != p.role:
		p.record("role_changed")
	}
	m.expect(a, 200, "")
	p.role = role
}

// newStatus disables a user, or enables them. That ends what they were signed in by, for good.
func (m *model) newStatus() {
	p := m.somebody(func(p *person) bool { return !p.gone && (p.status == "disabled" || m.several()) })
	status, act := "disabled", "disabled"
	if p.status == "disabled" {
		status, act = "active", "enabled"
	}
	m.expect(m.byAdmin("PATCH", "/users/"+p.id, fmt.Sprintf(`{"status":%q}`, status)), 200, "")
	if p.status = status; status == "disabled" {
		p.endEpoch("disabling", nil)
	}
	p.record(act)
}

// pin is a support PIN.
type pin struct {
	digits string
	wrong  int
}

func (m *model) newPIN() {
	l := m.session(anybody)
	a := m.as(l, "POST", "/api/v4/user/support_pin", "")
	m.expect(a, 201, "")
	l.of.pin = &pin{digits: a.Text("pin")}
	l.of.record("support_pin_created")
}

// verifyPIN is what any user may try, and staff can do. After five wrong ones, the right one is refused too.
func (m *model) verifyPIN() {
	l := m.session(func(p *person) bool { return p.verified < 18 })
	p := m.somebody(func(p *person) bool { return !p.gone })
	digits, right := "000000", false
	if p.pin != nil {
		if digits, right = p.pin.digits, m.chance("right", "wrong") == "right"; !right {
			digits = fmt.Sprintf("%s%c", digits[:5], '0'+(digits[5]-'0'+5)%10)
		}
	}
	a := m.as(l, "POST", "/api/v4/users/"+p.id+"/support_pin/verify", fmt.Sprintf(`{"pin":%q}`, digits))
	if l.of.role == "user" {
		m.expect(a, 403, "forbidden")
		return
	}
	l.of.verified++
	switch {
	case p.pin == nil:
		m.expect(a, 404, "support_pin_not_found")
		return
	case p.pin.wrong >= 5:
		m.expect(a, 429, "too_many_tries")
		return
	case !right:
		p.pin.wrong++
	}
	m.expect(a, 200, "")
	if a.At("valid") != right {
		m.fail("got %s, want %v", a, right)
	}
	p.record("support_pin_verified")
}

func (m *model) revokePIN() {
	p := m.somebody(func(p *person) bool { return !p.gone })
	a := m.byAdmin("POST", "/api/v4/users/"+p.id+"/support_pin/revoke", "")
	if p.pin == nil {
		m.expect(a, 404, "support_pin_not_found")
		return
	}
	m.expect(a, 202, "")
	p.pin = nil
	p.record("support_pin_revoked")
}

// registrationKey is one that was issued; nil where registration needs none.
type registrationKey struct {
	id, plain string
	spent     bool
	tries     int
}

func (k *registrationKey) use() {
	if k != nil {
		k.spent = true
	}
}

// key gives a key for a registration that will succeed, or will not: that spends nothing.
func (m *model) key(refused bool) *registrationKey {
	if !m.byKey {
		return nil
	}
	for _, k := range m.keys {
		if !k.spent && k.tries < 3 {
			if refused {
				k.tries++
			}
			return k
		}
	}
	a := m.byAdmin("POST", "/api/v1/admin/registration-keys", `{"count":1}`)
	m.expect(a, 201, "")
	k := &registrationKey{id: fmt.Sprintf("%.0f", a.At("keys.0.id")), plain: a.Text("keys.0.registration_key")}
	m.keys = append(m.keys, k)
	return k
}

// tryKeys revokes a key, and tries one that was used or revoked: nobody is registered.
func (m *model) tryKeys() {
	k := pick(m, "key", m.keys, func(*registrationKey) bool { return true })
	if m.chance("revoke", "use") == "revoke" {
		a := m.byAdmin("DELETE", "/api/v1/admin/registration-keys/"+k.id, "")
		if k.spent {
			if a.Status != 409 {
				m.fail("got %s, want 409", a)
			}
			return
		}
		m.expect(a, 204, "")
		k.spent = true
	}
	if !k.spent {
		m.Skip()
	}
	p := &person{name: fmt.Sprintf("%s-%d", m.name, m.next()), address: "nobody@latchkey.example", password: m.newPassword()}
	m.expect(m.send("POST", "/users/register", m.registration(p, k)), 403, "invalid_registration_key")
	m.expect(m.byAdmin("GET", "/api/v1/admin/users/"+p.name+"/audit", ""), 404, "user_not_found")
}

// checkAll compares, at the end of a run, every session and what the audit trail has of every user.
func (m *model) checkAll() {
	for _, p := range m.people {
		for _, l := range p.sessions {
			m.check(l)
		}
		if !p.gone {
			m.checkAudit(p)
		}
	}
}

func (m *model) checkAudit(p *person) {
	got := map[string]int{}
	for cursor := ""; ; {
		a := m.byAdmin("GET", "/api/v1/admin/users/"+p.name+"/audit?limit=100"+cursor, "")
		m.expect(a, 200, "")
		events, _ := a.At("events").([]any)
		for i := range events {
			got[a.Text(fmt.Sprintf("events.%d.event", i))]++
		}
		if a.Text("next_cursor") == "" {
			break
		}
		cursor = "&cursor=" + a.Text("next_cursor")
	}
	for act, n := range p.recorded {
		if got[act] != n {
			m.fail("%s has %d records of %s, want %d: %v", p.name, got[act], act, n, got)
		}
		m.seen.add(act)
	}
}
