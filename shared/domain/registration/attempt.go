package registration

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/audit"
	"latchkey/shared/domain/flag"
	"latchkey/shared/domain/passcode"
	"latchkey/shared/domain/registrationkey"
	"latchkey/shared/domain/throttle"
	"latchkey/shared/domain/token"
)

// attempt is one request, and what was found out for it so far.
type attempt struct {
	Request
	draft       account.Draft
	reservation *reservation        // nil where no key is asked for
	ownership   *passcode.Ownership // of the address, once it is looked for
	enrolled    bool                // whether the rollout of mailed codes takes in the account
	hash        string
}

// reserve checks the key and meanwhile asks for what is needed when the account is written: the
// flag, and whose the address is.
func (r Registrar) reserve(ctx context.Context, a *attempt) error {
	var g errgroup.Group
	g.Go(func() error { r.enrols(ctx); return nil })
	if d := account.NewDraft("", a.Email, "", ""); account.CheckEmail(d.Email) == nil {
		g.Go(func() error { return r.look(ctx, a, d) })
	}
	g.Go(func() (err error) {
		a.reservation, err = r.Keys.checkKey(ctx, a.Request, r.Now())
		return err
	})
	return g.Wait()
}

// prepare does what an account takes before it is written. What is refused is refused before the
// password is hashed, and all that is read is read at once.
func (r Registrar) prepare(ctx context.Context, a *attempt) (err error) {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return r.count(gctx) })
	g.Go(func() error { return r.look(gctx, a, a.draft) })
	g.Go(func() error { a.enrolled = r.enrols(gctx); return nil })
	if err := g.Wait(); err != nil {
		return err
	}
	a.hash, err = r.hash(a.Request)
	return err
}

// enrols holds when new users are to give a mailed code from their second sign-in on.
func (r Registrar) enrols(ctx context.Context) bool { return r.Flags.On(ctx, flag.EnrolNewUsers, 0) }

// count counts an account for the networks that it is made from.
func (r Registrar) count(ctx context.Context) error {
	if r.PerNetwork == 0 {
		return nil
	}
	networks := r.Issuer.Throttles.Networks(audit.Address(ctx))
	return r.Meter.TakeEach(ctx, throttle.Registrations(r.PerNetwork).ByNetwork(networks, r.Now())...)
}

// look finds out whose the address is. An admin, who sees all users, is told; anybody else is
// not, or registering would tell whose account there is.
func (r Registrar) look(ctx context.Context, a *attempt, d account.Draft) error {
	if a.ownership != nil {
		return nil
	}
	asked := account.User{ID: a.ID, Email: d.Email, CreatedBy: a.By}
	st, err := r.Issuer.Look(ctx, confirmationOf(asked), r.Now())
	if a.ownership = &st; err != nil || a.By == 0 {
		return err
	}
	var number passcode.Ownership
	if d.PhoneNumber != "" {
		number, err = r.Issuer.Look(ctx, passcode.Request{User: asked, Channel: account.SMS, To: d.PhoneNumber}, r.Now())
	}
	if err != nil {
		return err
	}
	return taken(st.ProvenByAnother(a.ID), number.ProvenByAnother(a.ID))
}

func taken(email, phone account.ID) error {
	switch {
	case email != 0 && phone != 0:
		return account.ErrEmailTaken.For(account.ErrPhoneTaken.Fields...)
	case email != 0:
		return account.ErrEmailTaken
	case phone != 0:
		return account.ErrPhoneTaken
	}
	return nil
}

// made is an account, with what is mailed to its user.
type made struct {
	user         account.User
	confirmation *passcode.Dispatch // nil for none
	invitation   token.Token        // where the user is invited
}

// write stores the account under an id that is free and, where nobody chose one, a username.
func (r Registrar) write(ctx context.Context, a attempt) (made, error) {
	const draws = 3 // of 2⁵³ ids: a second collision means that the randomness is broken
	var err error
	for range draws {
		var m made
		if m, err = r.draw(ctx, a); err != nil {
			break
		}
		if err = r.store(ctx, a, m); !a.mayDrawAgain(err) {
			return m, err
		}
		if err := r.rename(&a); err != nil {
			break
		}
	}
	return made{}, err
}

func (a attempt) mayDrawAgain(err error) bool {
	return a.ID == 0 && errors.Is(err, account.ErrIDTaken) || a.Unnamed && errors.Is(err, account.ErrUsernameTaken)
}

// draw makes an account that is not yet written. A second factor waits for the confirmation, so one
// is asked for even where accounts go without.
func (r Registrar) draw(ctx context.Context, a attempt) (m made, err error) {
	id := a.ID
	if id == 0 {
		if id, err = account.NewID(r.Random); err != nil {
			return m, err
		}
	}
	m.user = r.user(a, id)
	if a.confirms() && (r.Confirm || a.draft.TwoFactor != "") {
		d, err := r.Issuer.Draw(ctx, confirmationOf(m.user), m.user.CreatedAt)
		if err != nil {
			return m, err
		}
		m.confirmation, m.user.Confirmation = &d, d.Confirmation()
	}
	if a.invites() {
		if m.invitation, err = token.New(token.Invitation, r.Random, int64(id)); err != nil {
			return m, err
		}
		m.user = m.user.Invite(m.invitation, m.user.CreatedAt)
	}
	return m, nil
}

func (r Registrar) user(a attempt, id account.ID) account.User {
	user := a.draft.User(id, a.hash, r.Now())
	user.CreatedBy = a.By
	if a.EmailConfirmed {
		user = user.Vouch(user.CreatedAt)
	}
	if a.enrolled {
		user.EmailOTP.RequiredAfter = user.CreatedAt
	}
	if a.reservation != nil {
		user.RegistrationKey, user.EmailBound = a.reservation.key.ID, a.reservation.key.Email != ""
	}
	return user
}

// store writes the account, and uses the key that it is made with in the same write.
func (r Registrar) store(ctx context.Context, a attempt, m made) error {
	var key *registrationkey.Key
	if a.reservation != nil {
		key = &a.reservation.key
	}
	return r.Store.CreateUser(ctx, key, m.user, m.code(), a.ownership.Claimed)
}

// code is what is stored of the confirmation; nil where there is none.
func (m made) code() *passcode.Passcode {
	if m.confirmation == nil {
		return nil
	}
	return &m.confirmation.Passcode
}
