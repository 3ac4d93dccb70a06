package wire

import (
	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/account"
)

// User is a user.
type User struct {
	ID                    int64   `json:"id"`
	Username              string  `json:"username"`
	Email                 string  `json:"email"`
	EmailConfirmed        bool    `json:"email_confirmed"`
	PhoneNumber           *string `json:"phone_number"`
	PhoneConfirmed        bool    `json:"phone_confirmed"`
	TwoFactor             bool    `json:"2fa"`
	TwoFactorMethod       *string `json:"2fa_method"`
	Role                  string  `json:"role"`
	Status                string  `json:"status"`
	Language              *string `json:"language"`
	EmailOTPRequiredAfter *string `json:"email_otp_required_after"`
	CreatedAt             *string `json:"created_at"`
	UpdatedAt             *string `json:"updated_at"`
	LastLogin             *string `json:"last_login"`

	// They are left out where they are not shown, and null where there is none.
	Profile  *jsontext.Value `json:"profile,omitzero"`
	Metadata *jsontext.Value `json:"metadata,omitzero"`

	// EmailUndeliverable is for staff, and left out where nothing is known against the address.
	EmailUndeliverable string `json:"email_undeliverable,omitzero"`
}

// UserOf picks what a client may see of a user, member by member.
func UserOf(u account.User) User {
	return User{
		ID: int64(u.ID), Username: u.Username,
		Email: u.Email, EmailConfirmed: u.EmailConfirmed,
		PhoneNumber: orNull(u.PhoneNumber), PhoneConfirmed: u.PhoneConfirmed,
		TwoFactor: u.TwoFactor() != "", TwoFactorMethod: orNull(string(u.TwoFactor())),
		Role: string(u.Role), Status: string(u.Status),
		Language:              orNull(u.Language),
		EmailOTPRequiredAfter: instant(u.EmailOTP.RequiredAfter),
		CreatedAt:             instant(u.CreatedAt), UpdatedAt: instant(u.UpdatedAt), LastLogin: instant(u.LastLogin),
	}
}

// WholeUserOf is UserOf, and what applications store with the user, who was read with it.
func WholeUserOf(u account.User) User {
	shown := UserOf(u)
	shown.Profile, shown.Metadata = stored(u.Profile), stored(u.Metadata)
	return shown
}

// ForStaff adds what staff alone may see of the user.
func (u User) ForStaff(of account.User) User {
	u.EmailUndeliverable = string(of.EmailUndeliverable)
	return u
}

func stored(o account.Object) *jsontext.Value {
	v := jsontext.Value(o)
	if o == "" {
		v = jsontext.Value("null")
	}
	return &v
}
