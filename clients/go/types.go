package latchkey

import (
	"encoding/json"
	"time"
)

// User is a user. Nil is for what they do not have.
type User struct {
	ID                    int64          `json:"id"`
	Username              string         `json:"username"`
	Email                 string         `json:"email"`
	EmailConfirmed        bool           `json:"email_confirmed"`
	PhoneNumber           *string        `json:"phone_number"`
	PhoneConfirmed        bool           `json:"phone_confirmed"`
	TwoFactor             bool           `json:"2fa"`
	TwoFactorMethod       *string        `json:"2fa_method"`
	Role                  string         `json:"role"`
	Status                string         `json:"status"`
	EmailOTPRequiredAfter *time.Time     `json:"email_otp_required_after"`
	CreatedAt             time.Time      `json:"created_at"`
	UpdatedAt             time.Time      `json:"updated_at"`
	LastLogin             *time.Time     `json:"last_login"`
	Language              *string        `json:"language,omitempty"`
	Profile               map[string]any `json:"profile,omitempty"`
	Metadata              map[string]any `json:"metadata,omitempty"`
	EmailUndeliverable    string         `json:"email_undeliverable,omitempty"` // bounced or complained, where staff ask
}

// Challenge is what is asked for: a code, or what a passkey signs.
type Challenge struct {
	ID      string   `json:"id"`
	Purpose string   `json:"purpose"`
	Method  string   `json:"method"`  // what is asked for now: passkey, totp, sms or email
	Methods []string `json:"methods"` // those that can be opened instead, this one among them
	// PublicKey is what a browser is asked for a passkey with, if one is among the methods.
	PublicKey json.RawMessage `json:"public_key,omitempty"`
	// The rest is of codes that are sent; nil for others.
	Channel     *string    `json:"channel"`
	SentTo      *string    `json:"sent_to"` // masked
	ExpiresAt   time.Time  `json:"expires_at"`
	ResendAfter *time.Time `json:"resend_after"`
}

// Session is a session that began. Its token is a secret, and is shown this once.
type Session struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
	User      User      `json:"user"`

	DeviceToken       string `json:"device_token,omitempty"`        // a secret, of a client that is Remembering
	RecoveryCodesLeft *int   `json:"recovery_codes_left,omitempty"` // after a sign-in with one
}

// SignedIn is a session in the list of a user's sessions.
type SignedIn struct {
	ID            string     `json:"id"`
	CreatedAt     time.Time  `json:"created_at"`
	ExpiresAt     time.Time  `json:"expires_at"`
	IdleExpiresAt *time.Time `json:"idle_expires_at"`
	Address       string     `json:"address"`
	UserAgent     string     `json:"user_agent"`
	Current       bool       `json:"current"`
}

// AuditEvent is a record of what was done to an account.
type AuditEvent struct {
	ID           string    `json:"id"`
	Event        string    `json:"event"`
	UserID       int64     `json:"user_id"`
	ActorID      *int64    `json:"actor_id"`                 // nil for a service key
	ServiceKeyID *int64    `json:"service_key_id,omitempty"` // the key, if one did it
	Outcome      string    `json:"outcome"`
	Reason       *string   `json:"reason"`
	Address      string    `json:"address"`
	Via          string    `json:"via,omitempty"`
	RequestID    string    `json:"request_id"`
	CreatedAt    time.Time `json:"created_at"`
}

// Registration is what an account is made of.
type Registration struct {
	Username        string         `json:"username,omitempty"`
	Email           string         `json:"email"`
	Password        string         `json:"password"`
	PhoneNumber     string         `json:"phone_number,omitempty"`
	TwoFactor       bool           `json:"2fa,omitempty"`
	TwoFactorMethod string         `json:"2fa_method,omitempty"`
	RegistrationKey string         `json:"registration_key,omitempty"`
	Language        string         `json:"language,omitempty"`
	Profile         map[string]any `json:"profile,omitempty"`
}

// Changes are the changes of a user. What is nil stays as it is.
type Changes struct {
	Username          *string        `json:"username,omitempty"`
	Email             *string        `json:"email,omitempty"`
	EmailConfirmed    *bool          `json:"email_confirmed,omitempty"`
	PhoneNumber       *string        `json:"phone_number,omitempty"`
	RemovePhoneNumber bool           `json:"-"`
	TwoFactor         *bool          `json:"2fa,omitempty"`
	TwoFactorMethod   *string        `json:"2fa_method,omitempty"`
	Role              *string        `json:"role,omitempty"`
	Status            *string        `json:"status,omitempty"`
	Language          *string        `json:"language,omitempty"`
	Profile           map[string]any `json:"profile,omitempty"`
	Metadata          map[string]any `json:"metadata,omitempty"`
}

// MarshalJSON writes a number that is removed as null, and an empty profile or metadata as an empty object,
// which replaces what is stored.
func (c Changes) MarshalJSON() ([]byte, error) {
	type plain Changes
	out := struct {
		plain
		PhoneNumber any `json:"phone_number,omitempty"`
		Profile     any `json:"profile,omitempty"`
		Metadata    any `json:"metadata,omitempty"`
	}{plain: plain(c)}
	if c.PhoneNumber != nil {
		out.PhoneNumber = *c.PhoneNumber
	}
	if c.RemovePhoneNumber {
		out.PhoneNumber = json.RawMessage("null")
	}
	if c.Profile != nil {
		out.Profile = c.Profile
	}
	if c.Metadata != nil {
		out.Metadata = c.Metadata
	}
	return json.Marshal(out)
}
