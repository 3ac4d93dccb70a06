package passcode_test

import (
	"testing"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/passcode"
)

// A code is worth nothing once its user is not who it was sent to, whatever else is as it was.
func TestValidFor(t *testing.T) {
	mary := account.User{ID: 7, Status: account.Active, SessionEpoch: 3, Email: "mary@x.example", EmailConfirmed: true}
	p := passcode.Passcode{UserID: 7, Purpose: passcode.ChangeEmail, Channel: account.Email, SentTo: mary.Email, Epoch: 3}
	for name, change := range map[string]func(*account.User){
		"somebody else": func(u *account.User) { u.ID = 8 },
		"disabled":      func(u *account.User) { u.Status = account.Disabled },
		"signed out":    func(u *account.User) { u.SessionEpoch = 4 },
	} {
		u := mary
		if change(&u); p.ValidFor(u) {
			t.Error(name)
		}
	}
	if !p.ValidFor(mary) {
		t.Error("it is refused for its user")
	}
}

// A passkey answers a challenge that is open, asks for one, and was not answered.
func TestTakesPasskey(t *testing.T) {
	now := time.Now()
	open := passcode.Passcode{Active: true, Expiration: now.Add(time.Second), Methods: account.FactorTypes{account.Passkey}}
	for name, change := range map[string]func(*passcode.Passcode){
		"closed":        func(p *passcode.Passcode) { p.Active = false },
		"expired":       func(p *passcode.Passcode) { p.Expiration = now },
		"by other ways": func(p *passcode.Passcode) { p.Methods = account.FactorTypes{account.TOTP} },
		"answered":      func(p *passcode.Passcode) { p.Use = factor.Use{Type: account.Passkey} },
	} {
		p := open
		if change(&p); p.TakesPasskey(now) {
			t.Error(name)
		}
	}
	if !open.TakesPasskey(now) {
		t.Error("an open one is refused")
	}
}
