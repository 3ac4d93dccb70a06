package wire

import (
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/passcode"
)

// Challenge is a code that is asked for.
type Challenge struct {
	ID          string  `json:"id"`
	Purpose     string  `json:"purpose"`
	Channel     string  `json:"channel"`
	SentTo      string  `json:"sent_to"`
	ExpiresAt   *string `json:"expires_at"`
	ResendAfter *string `json:"resend_after"`
}

// ChallengeOf shows where a code was sent, masked.
func ChallengeOf(p passcode.Passcode) Challenge {
	return Challenge{
		ID: p.ID, Purpose: string(p.Purpose), Channel: string(p.Channel), SentTo: account.Mask(p.SentTo),
		ExpiresAt: instant(p.Expiration), ResendAfter: instant(p.ResendAt()),
	}
}
