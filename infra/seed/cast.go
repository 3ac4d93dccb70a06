package seed

import (
	"time"

	"latchkey/shared/domain/account"
)

const everybodysPassword = "velvet tractor orbit moss"

// The people. An event has somebody of its own wherever what it does would get in the way of
// another event.
const (
	ada  account.ID = 2251799813685201 // the admin
	sue  account.ID = 2251799813685202 // of support
	mary account.ID = 2251799813685203 // a password and nothing else; two sessions, a support PIN
	anne account.ID = 2251799813685204 // has a second factor, and was asked for no code yet
	rose account.ID = 2251799813685205 // was sent a code to sign in just now
	vera account.ID = 2251799813685206 // was sent one two minutes ago
	nora account.ID = 2251799813685207 // has not confirmed the address
	nina account.ID = 2251799813685208 // changes the account
	lucy account.ID = 2251799813685209 // changes the password
	olga account.ID = 2251799813685210 // leaves, and was sent the code for it
	hans account.ID = 2251799813685211 // is removed, with jens
	jens account.ID = 2251799813685212
	paul account.ID = 2251799813685213 // has the link to a new password
	kate account.ID = 2251799813685214 // is allowed a new password, and has the code
	jill account.ID = 2251799813685215 // is allowed one that is withdrawn
	liam account.ID = 2251799813685216 // is to be allowed one
	gwen account.ID = 2251799813685217 // did not register, and says so
	iris account.ID = 2251799813685230 // has a passkey, and has given the password
)

// person is a user, and what is particular about them.
type person struct {
	id     account.ID
	name   string
	change func(u *account.User, now time.Time) error
}

var cast = []person{
	{ada, "ada", staff(account.RoleAdmin)},
	{sue, "sue", staff(account.RoleSupport)},
	{mary, "mary", nil},
	{anne, "anne", twoFactor},
	{rose, "rose", twoFactor},
	{vera, "vera", twoFactor},
	{nora, "nora", unconfirmed},
	{nina, "nina", nil},
	{lucy, "lucy", nil},
	{olga, "olga", nil},
	{hans, "hans", nil},
	{jens, "jens", nil},
	{paul, "paul", linked},
	{kate, "kate", allowed},
	{jill, "jill", allowed},
	{liam, "liam", nil},
	{gwen, "gwen", disputed},
	{iris, "iris", nil},
}

func (p person) user(hash string, now time.Time) (account.User, error) {
	u := account.NewDraft(p.name, p.name+"@latchkey.example", "", "").User(p.id, hash, now).Confirm(now)
	if p.change == nil {
		return u, nil
	}
	err := p.change(&u, now)
	return u, err
}

func staff(role account.Role) func(*account.User, time.Time) error {
	return func(u *account.User, now time.Time) error {
		u.Role = role
		return twoFactor(u, now)
	}
}

func twoFactor(u *account.User, _ time.Time) error {
	u.Factors = account.Held(account.FactorEmail)
	return nil
}

func unconfirmed(u *account.User, _ time.Time) error {
	u.EmailConfirmed = false
	return nil
}

func disputed(u *account.User, now time.Time) error {
	link, err := cancelLink(u.ID)
	u.EmailConfirmed = false
	u.Confirmation = account.Confirmation{Challenge: "CONFIRMGWENSADDRESS", Expires: now.Add(day), Cancel: link.Hash()}
	return err
}

func linked(u *account.User, now time.Time) error {
	link, err := resetLink(u.ID)
	u.ResetHash, u.ResetExpires = link.Hash(), now.Add(day)
	return err
}

func allowed(u *account.User, now time.Time) error {
	code, err := resetCode()
	u.ResetGrant = account.ResetGrant{ID: code.ID(), Hash: code.Hash(), Expires: now.Add(day), By: ada}
	return err
}
