package wire

import (
	"github.com/go-json-experiment/json"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// Challenge is a code or a passkey that is asked for.
type Challenge struct {
	ID      string             `json:"id"`
	Purpose string             `json:"purpose"`
	Method  account.FactorType `json:"method"`
	// Methods are those that can be opened in its place, itself among them.
	Methods account.FactorTypes `json:"methods"`
	// These three are null where no code is sent.
	Channel     textOrNull `json:"channel"`
	SentTo      textOrNull `json:"sent_to"`
	ExpiresAt   *string    `json:"expires_at"`
	ResendAfter *string    `json:"resend_after"`
	// PublicKey is there where a passkey is among the methods.
	PublicKey *RequestOptions `json:"public_key,omitzero"`
}

// ChallengeOf shows what is asked for, and where a code was sent, masked.
func ChallengeOf(p passcode.Passcode) Challenge {
	c := Challenge{ID: p.ID, Purpose: string(p.Purpose), Method: p.Method(), Methods: p.Methods, ExpiresAt: instant(p.Expiration), PublicKey: RequestOptionsOf(p.Ask)}
	if len(c.Methods) == 0 {
		c.Methods = account.FactorTypes{p.Method()}
	}
	if p.Channel != "" {
		c.Channel, c.SentTo, c.ResendAfter = textOrNull(p.Channel), textOrNull(account.Mask(p.SentTo)), instant(p.ResendAt())
	}
	return c
}

// textOrNull is null where it is empty.
type textOrNull string

// MarshalJSON implements json.Marshaler.
func (t textOrNull) MarshalJSON() ([]byte, error) { return json.Marshal(orNull(string(t))) }

// UnmarshalJSON implements json.Unmarshaler.
func (t *textOrNull) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, (*string)(t)) }
