package dynamo

import (
	"context"
	"errors"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/registrationkey"
)

// Register writes a user, the claims on what is unique, and the code that confirms the
// address where there is one: all or nothing. It refuses with account.ErrIDTaken or
// ErrUsernameTaken.
func (s *Store) Register(ctx context.Context, u account.User, confirmation *passcode.Passcode) error {
	return s.CreateUser(ctx, nil, u, confirmation, false)
}

// CreateUser is Register, by a key where there is one, which is spent with it. A key that is not valid
// any more is all that the refusal speaks of, whatever else is wrong. Claimed says that somebody
// has the address already, which spares the try to claim it.
func (s *Store) CreateUser(ctx context.Context, k *registrationkey.Key, u account.User, confirmation *passcode.Passcode, claimed bool) error {
	var writes []write
	if k != nil {
		writes = append(writes, s.useKey(*k, u))
	}
	writes = append(writes, s.newUser(u, claimed)...)
	writes = append(writes, s.recording(ctx, audit.Registered, u.ID))
	if u.Invitation.Hash != "" {
		writes = append(writes, s.recording(ctx, audit.Invited, u.ID))
	}
	if confirmation != nil {
		writes = append(writes, s.issue(*confirmation))
	}
	err := s.commit(ctx, writes...)
	if errors.Is(err, registrationkey.ErrInvalid) {
		return registrationkey.ErrInvalid
	}
	return err
}

// CreateFirstAdmin writes a user once in the life of the tables, of however many try at the same
// time; account.ErrAdminExists afterwards.
func (s *Store) CreateFirstAdmin(ctx context.Context, u account.User) error {
	first := create(s.tables.Claims, "value", firstAdmin(), account.ErrAdminExists).first()
	return s.commit(ctx, append(s.newUser(u, false), first, s.recording(ctx, audit.AdminCreated, u.ID))...)
}

func (s *Store) newUser(u account.User, claimed bool) []write {
	writes := []write{create(s.tables.Users, "id", userItem(u), account.ErrIDTaken).provided(u.EmailOTP.Check())}
	for _, c := range claims(u) {
		if c.proven || !claimed {
			writes = append(writes, s.hold(c, u.ID))
		}
	}
	return append(writes, s.saveProfile(account.User{}, u)...)
}

// Withdraw undoes a registration whose confirmation or invitation could not be sent, and gives its
// key back, unless anything was done with the account since.
func (s *Store) Withdraw(ctx context.Context, u account.User, confirmation *passcode.Passcode) error {
	writes := []write{change{
		table: s.tables.Users, key: userKey(u.ID), when: "#version = :version",
		names: map[string]string{"#version": "version"}, values: item{":version": number(u.Version)},
	}.or(account.ErrChanged)}
	if confirmation != nil {
		writes = append(writes, change{
			table: s.tables.Passcodes, key: passcodeKey(confirmation.ID), when: "#user = :user",
			names: map[string]string{"#user": "user_id"}, values: item{":user": number(u.ID)},
		}.or(account.ErrChanged))
	}
	for _, c := range claims(u) {
		writes = append(writes, s.release(c, u.ID))
	}
	if u.RegistrationKey != 0 {
		writes = append(writes, s.returnKey(u))
	}
	writes = append(writes, s.dropProfile(u.ID), s.recording(ctx, audit.Withdrawn, u.ID))
	return s.commit(ctx, writes...)
}
