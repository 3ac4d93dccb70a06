package prove_test

import (
	"fmt"

	"pgregory.net/rapid"
)

// acts are all that can happen, more often where much comes after it.
func (m *model) acts() map[string]func(*rapid.T) {
	acts := map[string]func(*rapid.T){"": func(*rapid.T) { m.checkNext() }}
	for _, a := range []struct {
		name  string
		often int
		act   func()
	}{
		{"register", 2, m.register},
		{"sign in rightly", 6, m.signInRightly},
		{"sign in", 3, m.signIn},
		{"answer the newest", 9, m.answerNewest},
		{"answer rightly", 2, m.answerRightly},
		{"answer", 5, m.answer},
		{"answer elsewhere", 1, m.answerElsewhere},
		{"resend", 4, m.resend},
		{"a minute passes", 2, m.minutePasses},
		{"a code expires", 1, m.codesExpire},
		{"days pass", 2, m.daysPass},
		{"sign out", 1, m.signOut},
		{"list sessions", 1, m.listSessions},
		{"revoke a session", 1, m.revokeSession},
		{"new username", 1, m.newUsername},
		{"new address", 3, m.newAddress},
		{"new number", 4, m.newNumber},
		{"no number", 1, m.noNumber},
		{"codes by mail", 3, func() { m.turnOn("email") }},
		{"codes by text", 3, func() { m.turnOn("sms") }},
		{"factors off", 1, m.turnOff},
		{"add an authenticator", 4, m.addAuthenticator},
		{"confirm an authenticator", 5, m.confirmAuthenticator},
		{"remove a factor", 3, m.removeFactor},
		{"renew recovery codes", 2, m.renewRecovery},
		{"change the password", 2, m.changePassword},
		{"ask for a link", 1, m.askLink},
		{"use a link", 2, m.useLink},
		{"allow a reset", 1, m.allowReset},
		{"withdraw a reset", 1, m.withdrawReset},
		{"reset by a grant", 2, m.useGrant},
		{"new role", 2, m.newRole},
		{"disable or enable", 1, m.newStatus},
		{"delete", 1, m.deleteSelf},
		{"new PIN", 1, m.newPIN},
		{"verify a PIN", 3, m.verifyPIN},
		{"revoke a PIN", 1, m.revokePIN},
		{"ended keys", 1, m.tryKeys},
	} {
		for i := range a.often {
			acts[fmt.Sprintf("%s %d", a.name, i+1)] = m.step(a.act)
		}
	}
	return acts
}

// step counts an act.
func (m *model) step(act func()) func(*rapid.T) {
	return func(*rapid.T) {
		act()
		m.steps.Add(1)
	}
}

// several holds where another user is left who can sign in.
func (m *model) several() bool {
	n := 0
	for _, p := range m.people {
		if p.active() {
			n++
		}
	}
	return n > 1
}
