package account

import (
	"slices"
	"time"

	"latchkey/shared/domain/fault"
)

// Change is what somebody asks to be different about a user. Nil leaves a thing as it is.
type Change struct {
	Username        *string
	Email           *string
	EmailConfirmed  *bool // an admin's mark, which cannot be taken away
	PhoneNumber     *string
	NoPhoneNumber   bool // takes the number away
	TwoFactor       *bool
	TwoFactorMethod *Channel
	Role            *Role
	Status          *Status
	Profile         *Object // in place of all of the one before; empty to have none
	Metadata        *Object
	Language        *string // canonical
}

// Proof is the control over an address that a change needs before it is made.
type Proof int

// The proofs. A change needs one at most.
const (
	NoProof          Proof = iota
	ProofOfNewEmail        // a code to the new address
	ProofOfNewPhone        // a code to the new number
	ProofOfNewFactor       // a code on the channel that is to guard the account
)

// The refusals of changes.
var (
	ErrNothing        = fault.New(fault.Invalid, "nothing_to_change", "Give at least one field to change.")
	ErrOneAtOnce      = fault.New(fault.Invalid, "one_change_at_a_time", "Change e-mail, phone number and second factor one at a time: each needs a code of its own.")
	ErrAdminOnly      = fault.New(fault.Forbidden, "admin_only", "Only an admin can change this.")
	ErrLastAdmin      = fault.New(fault.Conflict, "last_admin", "This is the last active admin.")
	ErrStaffTwoFactor = fault.New(fault.Conflict, "2fa_required", "Staff need a second factor. Turn it on before you give the role, and take the role away before you turn it off.")
)

// Apply gives the user as they would be, and the proof that the change needs. Admins alone change
// role, status and metadata, and mark an address as confirmed.
func (c Change) Apply(u User, byAdmin bool, now time.Time) (User, Proof, error) {
	if c == (Change{}) {
		return u, NoProof, ErrNothing
	}
	if fields := c.adminFields(); len(fields) > 0 && !byAdmin {
		return u, NoProof, ErrAdminOnly.For(fields...)
	}
	if c.Email != nil && c.EmailConfirmed != nil {
		return u, NoProof, ErrOneAtOnce
	}
	next := u
	reasons := slices.Concat(c.name(&next), c.roleAndStatus(&next), c.stored(&next), c.mark(&next, now))
	proofs, moreReasons := c.contact(&next, now)
	before := next.Factors
	factor, evenMore := c.factor(u, &next, now)
	if err := fault.Check(slices.Concat(reasons, moreReasons, evenMore)...); err != nil {
		return u, NoProof, err
	}
	if next.Factors != before {
		proofs = append(proofs, factor) // one of the user's factors may prove it, and it stands alone all the same
	}
	if err := c.allowed(u, next, proofs); err != nil {
		return u, NoProof, err
	}
	if next != u {
		next.UpdatedAt = now
	}
	if endsSessions(u, next) {
		next = next.SignOutEverywhere()
	}
	return next, slices.Max(append(proofs, NoProof)), nil
}

// endsSessions holds for changes of what an account is reached or guarded by: an intruder from
// before must not stay signed in after the change.
func endsSessions(u, next User) bool {
	return Sensitive(u, next) || next.Status != Active
}

// NeedsFreshSession holds for changes that a stolen session must not make, even where no code is
// asked for, as when a number is taken away, another username is tried, or an address is confirmed
// without proof.
func NeedsFreshSession(u, next User) bool {
	return Sensitive(u, next) || u.Username != next.Username || u.EmailConfirmed != next.EmailConfirmed
}

// Sensitive holds for changes of what an account is reached or guarded by.
func Sensitive(u, next User) bool {
	return u.Email != next.Email || u.PhoneNumber != next.PhoneNumber || u.Factors != next.Factors
}

func (c Change) adminFields() (fields []fault.Field) {
	for _, m := range []struct {
		name  string
		given bool
	}{{"email_confirmed", c.EmailConfirmed != nil}, {"role", c.Role != nil}, {"status", c.Status != nil}, {"metadata", c.Metadata != nil}} {
		if m.given {
			fields = append(fields, fault.Field{Name: m.name, Code: ErrAdminOnly.Code, Detail: ErrAdminOnly.Detail})
		}
	}
	return fields
}

// stored are the values that the service keeps for applications, and acts on by none of them.
func (c Change) stored(next *User) []fault.Field {
	var reasons, more []fault.Field
	if c.Language != nil {
		next.Language = *c.Language
	}
	if c.Profile != nil {
		next.Profile, reasons = profileField.canonical(*c.Profile)
	}
	if c.Metadata != nil {
		next.Metadata, more = metadataField.canonical(*c.Metadata)
	}
	return append(reasons, more...)
}

func (c Change) name(next *User) []fault.Field {
	if c.Username == nil {
		return nil
	}
	name := CanonicalUsername(*c.Username)
	if name == next.Username {
		return nil
	}
	next.Username = name
	return CheckUsername(name)
}

func (c Change) roleAndStatus(next *User) (reasons []fault.Field) {
	if c.Role != nil {
		if next.Role = *c.Role; !slices.Contains([]Role{RoleUser, RoleSupport, RoleAdmin}, next.Role) {
			reasons = append(reasons, fault.Field{Name: "role", Code: "invalid_role", Detail: "A role is \"user\", \"support\" or \"admin\"."})
		}
	}
	if c.Status != nil {
		if next.Status = *c.Status; next.Status != Active && next.Status != Disabled {
			reasons = append(reasons, fault.Field{Name: "status", Code: "invalid_status", Detail: "A status is \"active\" or \"disabled\"."})
		}
	}
	return reasons
}

// contact changes what the user is reached at. An address that is already theirs and confirmed
// needs no proof again, unless mails did not reach it; a number is confirmed by the same code that sets it.
func (c Change) contact(next *User, now time.Time) (proofs []Proof, reasons []fault.Field) {
	if c.Email != nil {
		address := CanonicalEmail(*c.Email)
		reasons = append(reasons, CheckEmail(address)...)
		if address != next.Email {
			next.Factors = next.Factors.moved(FactorEmail, now)
		}
		if address != next.Email || !next.EmailConfirmed || next.EmailUndeliverable != "" {
			next.Email, next.EmailConfirmed, next.ConfirmedBy, next.Confirmation, next.EmailUndeliverable = address, true, "", Confirmation{}, ""
			proofs = append(proofs, ProofOfNewEmail)
		}
	}
	switch {
	case c.NoPhoneNumber:
		next.PhoneNumber, next.PhoneConfirmed, next.Factors = "", false, next.Factors.Without(FactorSMS)
	case c.PhoneNumber != nil && (*c.PhoneNumber != next.PhoneNumber || !next.PhoneConfirmed):
		reasons = append(reasons, CheckPhoneNumber(*c.PhoneNumber)...)
		if *c.PhoneNumber != next.PhoneNumber {
			next.Factors = next.Factors.moved(FactorSMS, now)
		}
		next.PhoneNumber, next.PhoneConfirmed = *c.PhoneNumber, true
		proofs = append(proofs, ProofOfNewPhone)
	}
	return proofs, reasons
}

// allowed refuses what the rules of roles and factors forbid to everybody.
func (c Change) allowed(u, next User, proofs []Proof) error {
	switch {
	case next.Username != u.Username && ReservedUsername(next.Username):
		return ErrUsernameTaken
	case len(proofs) > 1:
		return ErrOneAtOnce
	case next.Role.Staff() && next.TwoFactor() == "":
		return ErrStaffTwoFactor
	}
	return nil
}

// mark confirms the address without proof. Where somebody else has proven it, the write is refused.
func (c Change) mark(next *User, now time.Time) []fault.Field {
	switch {
	case c.EmailConfirmed == nil:
	case !*c.EmailConfirmed:
		return []fault.Field{{Name: "email_confirmed", Code: "not_revocable", Detail: "A confirmation cannot be taken back. Change the address, or disable the user."}}
	case !next.EmailConfirmed:
		*next = next.Vouch(now)
	}
	return nil
}

// SignOutEverywhere gives the user in a new epoch, in which no earlier session, code, link, invitation
// or reset grant is valid, and no device known.
func (u User) SignOutEverywhere() User {
	u.SessionEpoch++
	u.ResetHash, u.ResetExpires = "", time.Time{}
	u.EmailOTP.Hash = ""
	u.Invitation = Invitation{}
	u.ResetGrant = ResetGrant{}
	u.KnownUntil = time.Time{}
	return u
}

// ActiveAdmin holds for users of whom one must always be left.
func (u User) ActiveAdmin() bool { return u.Role == RoleAdmin && u.Status == Active }
