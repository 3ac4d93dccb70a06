package account

import (
	"time"

	"latchkey/shared/domain/token"
)

// InvitationLifetime is how long the link in an invitation works.
const InvitationLifetime = 7 * 24 * time.Hour

// Invitation is what an account stores of the newest mail that lets its user choose a first password.
type Invitation struct {
	Hash    string // of the token
	Expires time.Time
}

// Confirmer is who showed that an address is the user's.
type Confirmer string

// The confirmers.
const (
	ByUser  Confirmer = "user"
	ByAdmin Confirmer = "admin"
)

// AwaitsPassword holds for accounts that an admin made and whose user never chose a password. Nobody
// can sign in to them.
func (u User) AwaitsPassword() bool {
	return u.PasswordHash == "" && u.CreatedBy != 0 && u.Status == Active
}

// Invite gives the user with an invitation, in place of any before it.
func (u User) Invite(t token.Token, now time.Time) User {
	u.Invitation = Invitation{Hash: t.Hash(), Expires: now.Add(InvitationLifetime)}
	u.UpdatedAt = now
	return u
}

// Invited holds for the token of the newest invitation, while it may be accepted.
func (u User) Invited(t token.Token, now time.Time) bool {
	return u.AwaitsPassword() && now.Before(u.Invitation.Expires) && t.Matches(u.Invitation.Hash)
}

// ResetAsked holds for the token of the newest reset by mail, while it is valid.
func (u User) ResetAsked(t token.Token, now time.Time) bool {
	return u.Status == Active && now.Before(u.ResetExpires) && t.Matches(u.ResetHash)
}

// Accept gives the user who accepted the invitation: its token was mailed to the address, and so
// proves it.
func (u User) Accept(now time.Time) User {
	confirmed := u.EmailConfirmed
	u = u.Confirm(now)
	u.Invitation = Invitation{}
	if !confirmed {
		u.ConfirmedBy = ByUser
	}
	return u
}

// Vouch gives the user whose address an admin marks as confirmed.
func (u User) Vouch(now time.Time) User {
	u = u.Confirm(now)
	u.ConfirmedBy = ByAdmin
	return u
}
