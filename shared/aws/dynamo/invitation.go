package dynamo

import (
	"context"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
)

// Invite writes another invitation of a user as read; account.ErrChanged when they have changed.
func (s *Store) Invite(ctx context.Context, from, to account.User) error {
	return s.UpdateUser(ctx, Update{From: from, To: to, Act: audit.Invited})
}

// TakeBackInvitation writes the invitation of before, where a newer one could not be mailed.
func (s *Store) TakeBackInvitation(ctx context.Context, asked, before account.User) error {
	asked.Version++
	back := asked
	back.Invitation = before.Invitation
	return s.UpdateUser(ctx, Update{From: asked, To: back})
}
