package account

import (
	"slices"
	"time"

	"latchkey/shared/domain/fault"
)

// Draft is what somebody asks an account to be, in canonical form.
type Draft struct {
	Username    string
	Email       string
	PhoneNumber string  // empty for none
	TwoFactor   Channel // wanted once the address is confirmed; empty for none

	Profile, Metadata Object
	Language          string // canonical
}

// NewDraft canonicalises what was typed.
func NewDraft(username, email, phone string, twoFactor Channel) Draft {
	return Draft{
		Username:    CanonicalUsername(username),
		Email:       CanonicalEmail(email),
		PhoneNumber: phone,
		TwoFactor:   twoFactor,
	}
}

// WithObjects gives the draft with what applications are to store, and the reasons against that.
func (d Draft) WithObjects(profile, metadata Object) (Draft, []fault.Field) {
	var reasons, more []fault.Field
	d.Profile, reasons = profileField.canonical(profile)
	d.Metadata, more = metadataField.canonical(metadata)
	return d, append(reasons, more...)
}

// Check gives every reason against the draft.
func (d Draft) Check() []fault.Field {
	return slices.Concat(CheckUsername(d.Username), CheckEmail(d.Email), d.checkPhoneNumber(), checkTwoFactor(d.TwoFactor))
}

func (d Draft) checkPhoneNumber() []fault.Field {
	if d.PhoneNumber == "" {
		return nil
	}
	return CheckPhoneNumber(d.PhoneNumber)
}

// User is the account of the draft, not yet confirmed.
func (d Draft) User(id ID, passwordHash string, now time.Time) User {
	return User{
		ID: id, Username: d.Username, Email: d.Email, PhoneNumber: d.PhoneNumber,
		TwoFactorWanted: d.TwoFactor, Profile: d.Profile, Metadata: d.Metadata, Language: d.Language,
		Role: RoleUser, Status: Active,
		PasswordHash: passwordHash, Version: 1,
		CreatedAt: now, UpdatedAt: now,
	}
}

// checkTwoFactor refuses SMS at registration: a text goes only to a number that its owner
// has confirmed, and a new account has none.
func checkTwoFactor(c Channel) []fault.Field {
	switch c {
	case "", Email:
		return nil
	case SMS:
		return []fault.Field{{
			Name: "2fa_method", Code: "phone_unconfirmed",
			Detail: "Texts need a confirmed phone number; register with \"email\" and change the method afterwards.",
		}}
	}
	return []fault.Field{{Name: "2fa_method", Code: "invalid_2fa_method", Detail: "The method is \"email\" or \"sms\"."}}
}
