// Package audit owns the record of who did what to an account: its words, and where a request
// stands in it.
//
// A record has ids and no contact data, so that it may outlive the account. Acts that change
// something are recorded in the write that changes it; what is refused, and sign-ins with a
// password alone, are in the log, a line each.
//
// The package knows no AWS and no HTTP. Who acts comes with the context, as set at the edge:
// a store cannot be told another actor than the one who was let in.
package audit

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"time"

	"latchkey/shared/domain/account"
)

// Name is what was done, and part of the API.
type Name string

// The names.
const (
	Registered       Name = "registered"
	Withdrawn        Name = "registration_withdrawn"
	AdminCreated     Name = "admin_created"
	Cancelled        Name = "registration_cancelled" // by a reader of the address's mail
	EmailConfirmed   Name = "email_confirmed"
	EmailCorrected   Name = "email_corrected"
	SignedIn         Name = "signed_in"
	SignedInToApp    Name = "signed_in_to_application"
	SignedOut        Name = "session_ended"
	DeviceForgotten  Name = "device_forgotten"
	UsernameChanged  Name = "username_changed"
	EmailChanged     Name = "email_changed"
	EmailMoved       Name = "email_changed_by_admin"
	MailUndelivered  Name = "email_undeliverable"
	PhoneChanged     Name = "phone_number_changed"
	TwoFactorChanged Name = "2fa_changed"
	Invited          Name = "invited"
	Accepted         Name = "invitation_accepted"
	PasswordChanged  Name = "password_changed"
	PasswordReset    Name = "password_reset"
	ResetAsked       Name = "password_reset_requested"
	RoleChanged      Name = "role_changed"
	LanguageChanged  Name = "language_changed"
	ProfileChanged   Name = "profile_changed"
	MetadataChanged  Name = "metadata_changed"
	Disabled         Name = "disabled"
	Enabled          Name = "enabled"
	Deleted          Name = "deleted"
	KeysIssued       Name = "registration_keys_issued"
	KeyRevoked       Name = "registration_key_revoked"

	ServiceKeyIssued  Name = "service_key_issued"
	ServiceKeyRevoked Name = "service_key_revoked"

	ResetAllowed   Name = "password_reset_allowed"
	ResetWithdrawn Name = "password_reset_withdrawn"
	AdminReset     Name = "password_reset_by_admin_code"
	FactorsReset   Name = "factors_reset"

	RecoveryCodeUsed Name = "recovery_code_used" // beside what it was used for
	PasskeyCloned    Name = "passkey_cloned"

	AdminRecovered Name = "admin_recovered"

	FactorAdded          Name = "factor_added"
	FactorRemoved        Name = "factor_removed"
	RecoveryCodesRenewed Name = "recovery_codes_renewed"

	UserRead     Name = "user_read"
	UserExported Name = "user_exported"
	SessionsRead Name = "sessions_read"
	FlagSet      Name = "feature_flag_set"
	PinCreated   Name = "support_pin_created"
	PinRead      Name = "support_pin_read"
	PinVerified  Name = "support_pin_verified"
	PinRevoked   Name = "support_pin_revoked"
)

// renamed has names that older records were written with.
var renamed = map[Name]Name{"password_reset_by_leave": AdminReset}

// Current is the name by today's word: records are stored for longer than words last.
func (n Name) Current() Name {
	if now, found := renamed[n]; found {
		return now
	}
	return n
}

// Event is one record.
type Event struct {
	User  account.ID // whom it was done to
	ID    string     // in the order of time
	Name  Name
	Actor account.ID // who did it; the user where nobody else was signed in, zero where a service did it
	// ServiceKey is the key of the service that did it; zero where a user did.
	ServiceKey int64
	Address    string
	Via        string // "backend" where an application named the address, else empty
	RequestID  string
	Failed     bool   // where an act that fails is recorded too
	Reason     string // the actor's own words, where the act asks for them; they are nowhere else
	At         time.Time
}

// Outcome is how the act went, in words.
func (e Event) Outcome() string {
	if e.Failed {
		return "failure"
	}
	return "success"
}

// By is who did it, in a word: the id of a user, or of a service key, which is said.
func (e Event) By() string {
	if e.ServiceKey != 0 {
		return "service_key:" + strconv.FormatInt(e.ServiceKey, 10)
	}
	return strconv.FormatInt(int64(e.Actor), 10)
}

// Trail is who acts, when, and in which request.
type Trail struct {
	Actor      account.ID
	ServiceKey int64 // in place of the actor, where a service acts
	Address    string
	Via        string
	UserAgent  string // what the client calls itself; in no record
	RequestID  string
	At         time.Time
}

type trailKey struct{}

// With sets the trail of a request.
func With(ctx context.Context, t Trail) context.Context { return context.WithValue(ctx, trailKey{}, t) }

// TrailOf is the trail of the request that the context is of; zero where there is no request.
func TrailOf(ctx context.Context) Trail {
	t, _ := ctx.Value(trailKey{}).(Trail)
	return t
}

// Actor is who acts; nobody where nobody is signed in.
func Actor(ctx context.Context) account.ID {
	return TrailOf(ctx).Actor
}

// Address is where the request came from; empty where there is no request.
func Address(ctx context.Context) string {
	t, _ := ctx.Value(trailKey{}).(Trail)
	return t.Address
}

// Record is the record of an act of the request that the context is of.
func Record(ctx context.Context, name Name, user account.ID) Event {
	t := TrailOf(ctx)
	if t.At.IsZero() { // no request: somebody invokes a function
		t.At = time.Now().UTC().Truncate(time.Second)
	}
	if t.Actor == 0 && t.ServiceKey == 0 {
		t.Actor = user
	}
	return Event{
		User: user, ID: newID(), Name: name,
		Actor: t.Actor, ServiceKey: t.ServiceKey, Address: t.Address, Via: t.Via, RequestID: t.RequestID, At: t.At,
	}
}

// newID sorts by when the record is made, to the millisecond, since its time is in whole seconds.
// Within a millisecond the order is random.
func newID() string { return fmt.Sprintf("%013d-%s", time.Now().UnixMilli(), rand.Text()[:10]) }

// About gives the names of what a change of a user does. An address that somebody else changes
// is another matter than one's own: the owner of the address can reset the password.
func About(ctx context.Context, before, after account.User) (names []Name) {
	moved := EmailChanged
	if by := Actor(ctx); by != 0 && by != before.ID {
		moved = EmailMoved
	}
	for _, c := range []struct {
		done bool
		name Name
	}{
		{before.Username != after.Username, UsernameChanged},
		{before.Email != after.Email, moved},
		{before.PhoneNumber != after.PhoneNumber || before.PhoneConfirmed != after.PhoneConfirmed, PhoneChanged},
		{!before.Factors.SameTypes(after.Factors), TwoFactorChanged},
		{before.Role != after.Role, RoleChanged},
		{before.Language != after.Language, LanguageChanged},
		{before.Profile != after.Profile, ProfileChanged},
		{before.Metadata != after.Metadata, MetadataChanged},
		{before.Status != after.Status && after.Status == account.Disabled, Disabled},
		{before.Status != after.Status && after.Status == account.Active, Enabled},
	} {
		if c.done {
			names = append(names, c.name)
		}
	}
	return names
}
