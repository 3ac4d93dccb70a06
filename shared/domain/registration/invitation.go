package registration

import (
	"context"
	"errors"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/token"
)

// Invitations stores and mails what lets a user choose a first password.
type Invitations interface {
	UsernameOwner(ctx context.Context, name string) (account.ID, error)
	EmailOwner(ctx context.Context, address string) (account.ID, error)
	User(ctx context.Context, id account.ID) (account.User, error)
	// Invite writes another invitation; account.ErrChanged when the user has changed since.
	Invite(ctx context.Context, from, to account.User) error
	TakeBackInvitation(ctx context.Context, asked, before account.User) error
}

// Inviter mails invitations; passcode.ErrUnsure where one may arrive all the same.
type Inviter interface {
	SendInvitation(ctx context.Context, u account.User, token string) error
}

var errNotInvited = passcode.ErrUndelivered.Saying("The invitation could not be sent. Try again later.")

// awaiting gives the user of the same request before, who has not accepted yet; zero where there is
// none. The address alone names them where no username was chosen.
func (r Registrar) awaiting(ctx context.Context, q Request) (account.User, error) {
	name, address := account.CanonicalUsername(q.Username), account.CanonicalEmail(q.Email)
	find := func() (account.ID, error) { return r.Invitations.UsernameOwner(ctx, name) }
	if q.Unnamed {
		find = func() (account.ID, error) { return r.Invitations.EmailOwner(ctx, address) }
	}
	id, err := account.OrNobody(find())
	if err != nil || id == 0 {
		return account.User{}, err
	}
	u, err := account.OrNobody(r.Invitations.User(ctx, id))
	if err != nil || !u.AwaitsPassword() || u.Email != address || !q.Unnamed && u.Username != name {
		return account.User{}, err
	}
	return u, nil
}

// renew mails another invitation, which takes the place of the one before. Where it is refused, the
// one before goes on.
func (r Registrar) renew(ctx context.Context, u account.User) (account.User, error) {
	t, err := token.New(token.Invitation, r.Random, int64(u.ID))
	if err != nil {
		return account.User{}, err
	}
	next := u.Invite(t, r.Now())
	if err := r.Issuer.Reserve(ctx, confirmationOf(u), r.Now()); err != nil {
		return account.User{}, err
	}
	if err := r.Invitations.Invite(ctx, u, next); err != nil {
		return account.User{}, err
	}
	err = r.mailInvitation(ctx, next, t)
	if err != nil && !errors.Is(err, passcode.ErrUnsure) {
		err = errors.Join(err, r.Invitations.TakeBackInvitation(ctx, next, u))
	}
	return next, err
}

// invite counts and mails the invitation of an account that was just made. The count is the admins',
// not that of strangers who asked for the address.
func (r Registrar) invite(ctx context.Context, u account.User, t token.Token) error {
	if err := r.Issuer.Reserve(ctx, confirmationOf(u), r.Now()); err != nil {
		return err
	}
	return r.mailInvitation(ctx, u, t)
}

func (r Registrar) mailInvitation(ctx context.Context, u account.User, t token.Token) error {
	err := r.Inviter.SendInvitation(ctx, u, t.Reveal())
	if err == nil || errors.Is(err, passcode.ErrUnsure) {
		return err
	}
	return errNotInvited.Because(err)
}
