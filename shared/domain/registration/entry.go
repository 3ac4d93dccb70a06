package registration

import (
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/password"
)

// Entry is an application that an admin makes for somebody.
type Entry struct {
	Application
	// PasswordHash is of a password that was set elsewhere. It is given in place of one.
	PasswordHash string
	// ID is where the same entry made again must not make another account: the account is
	// then there, and account.ErrIDTaken. Zero has one drawn.
	ID account.ID
	// By is the admin who makes it.
	By account.ID

	admitted *pass              // nil where no key was asked for
	standing *passcode.Standing // of the address, once it is looked for
	enrolled bool               // whether the rollout of mailed codes takes in the account
}

// checkPassword gives the reasons against what the account is to be opened by.
func (e Entry) checkPassword(p password.Policy, d account.Draft) []fault.Field {
	switch {
	case e.PasswordHash == "":
		return p.Check("password", e.Password, d.Username, d.Email)
	case e.Password != "":
		return []fault.Field{{Name: "password_hash", Code: "password_or_hash", Detail: "Give the password or its hash, not both."}}
	}
	return password.CheckImported("password_hash", e.PasswordHash)
}

// hash is that of the password, or the one that was brought along.
func (r Registrar) hash(e Entry) (string, error) {
	if e.PasswordHash != "" {
		return password.Imported(e.PasswordHash), nil
	}
	return r.Hasher.Hash(r.Random, e.Password)
}
