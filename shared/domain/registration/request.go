package registration

import (
	"context"
	"slices"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/password"
)

// Request is what an account is asked to be: by the user, or by an admin for somebody.
type Request struct {
	Username        string
	Unnamed         bool // has a username made
	Email           string
	Password        string
	PhoneNumber     string
	TwoFactor       bool
	TwoFactorMethod account.Channel
	RegistrationKey string
	Profile         account.Object
	Language        string // canonical

	// The rest is of requests by an admin.

	// PasswordHash is of a password that was set elsewhere. It is given in place of one.
	PasswordHash string
	// ID is where the same request made again must not make another account: the account is
	// then there, and account.ErrIDTaken. Zero has one drawn.
	ID account.ID
	// By is the admin who makes it.
	By account.ID
	// Metadata is what applications store beside the profile.
	Metadata account.Object
	// EmailConfirmed marks the address as the user's, without a code.
	EmailConfirmed bool
	// Notify mails the user: a code to confirm the address or, where there is no password, an
	// invitation to choose one. Who registers themselves is always mailed.
	Notify bool
}

// passwordless holds where the user is to choose the first password: by an invitation or, where the
// address is confirmed, by a reset.
func (q Request) passwordless() bool {
	return q.By != 0 && q.Password == "" && q.PasswordHash == "" && (q.Notify || q.EmailConfirmed)
}

func (q Request) invites() bool { return q.passwordless() && q.Notify }

// confirms holds where a code is mailed that confirms the address.
func (q Request) confirms() bool {
	return q.By == 0 || q.Notify && !q.EmailConfirmed && !q.passwordless()
}

// Check gives the reasons against a request that need no table, for programs that look before they send.
func (q Request) Check(p password.Policy) error {
	_, err := q.draft(p)
	return err
}

// draft checks all that can be said of a request before anything is stored.
func (q Request) draft(p password.Policy) (account.Draft, error) {
	method := q.TwoFactorMethod
	if q.TwoFactor && method == "" {
		method = account.Email
	}
	draft, unstorable := account.NewDraft(q.Username, q.Email, q.PhoneNumber, method).WithObjects(q.Profile, q.Metadata)
	reasons := slices.Concat(draft.Check(), q.checkPassword(p, draft), unstorable)
	if method != "" && !q.TwoFactor {
		reasons = append(reasons, fault.Field{Name: "2fa_method", Code: "2fa_off", Detail: "2fa_method needs \"2fa\": true."})
	}
	draft.Language = q.Language
	if err := fault.Check(reasons...); err != nil {
		return account.Draft{}, err
	}
	if account.ReservedUsername(draft.Username) {
		return account.Draft{}, account.ErrUsernameTaken
	}
	return draft, nil
}

// checkPassword gives the reasons against the password, or against the hash in its place.
func (q Request) checkPassword(p password.Policy, d account.Draft) []fault.Field {
	switch {
	case q.passwordless():
		return nil
	case q.PasswordHash == "":
		return p.Check("password", q.Password, d.Username, d.Email)
	case q.Password != "":
		return []fault.Field{{Name: "password_hash", Code: "password_or_hash", Detail: "Give the password or its hash, not both."}}
	}
	return password.CheckImported("password_hash", q.PasswordHash)
}

// checkStolen refuses a password that is in lists of stolen ones, of a request that is otherwise good. A
// hash cannot be looked up.
func (q Request) checkStolen(ctx context.Context, p password.Policy) error {
	if q.Password == "" {
		return nil
	}
	return fault.Check(p.CheckStolen(ctx, "password", q.Password)...)
}

// hash is that of the password, or the one that was given in its place. Each costs at most one hash.
func (r Registrar) hash(q Request) (string, error) {
	switch {
	case q.passwordless():
		return "", nil
	case q.PasswordHash != "":
		return r.Hasher.Import(r.Random, q.PasswordHash)
	}
	return r.Hasher.Hash(r.Random, q.Password)
}
