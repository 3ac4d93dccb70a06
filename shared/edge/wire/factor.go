package wire

import (
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
)

// Factor is a second factor, without what it proves itself by.
type Factor struct {
	ID         string  `json:"id"`
	Type       string  `json:"type"`
	Name       *string `json:"name"`
	SentTo     *string `json:"sent_to"` // masked; null where nothing is sent
	CreatedAt  *string `json:"created_at"`
	LastUsedAt *string `json:"last_used_at"`
	Usable     bool    `json:"usable"`
	ProvesFrom *string `json:"proves_from"`
}

// FactorOf shows what a user has enrolled. A passkey is usable at the domain it was made for.
func FactorOf(f factor.Factor, domain string, now time.Time) Factor {
	return Factor{
		ID: f.ID, Type: string(f.Type), Name: orNull(f.Name), CreatedAt: instant(f.CreatedAt), LastUsedAt: instant(f.LastUsed),
		Usable: f.Type != account.Passkey || domain != "" && f.Passkey.Domain == domain, ProvesFrom: provesFrom(f.CreatedAt, now),
	}
}

// FactorsOf are all factors of a user, the strongest first, and of a type the oldest first.
func FactorsOf(u account.User, enrolled factor.Set, domain string, now time.Time) []Factor {
	all := []Factor{}
	for _, t := range u.Factors.Types() {
		if c := t.Channel(); c != "" {
			since := u.Factors.Since(t)
			all = append(all, Factor{
				ID: string(t), Type: string(t), SentTo: orNull(account.Mask(u.Destination(c))), CreatedAt: instant(account.Known(since)),
				Usable: true, ProvesFrom: provesFrom(since, now),
			})
		}
		for _, f := range enrolled.Confirmed() {
			if f.Type == t {
				all = append(all, FactorOf(f, domain, now))
			}
		}
	}
	return all
}

// provesFrom is the time from which a factor proves acts on older ones; null once it does.
func provesFrom(since, now time.Time) *string {
	if at := account.SettledAt(since); at.After(now) {
		return instant(at)
	}
	return nil
}

// RecoveryCodes says how many codes a user has left, without the codes.
type RecoveryCodes struct {
	Left      int     `json:"left"`
	CreatedAt *string `json:"created_at"`
}

// RecoveryCodesOf is null where the user was never given codes.
func RecoveryCodesOf(c factor.RecoveryCodes) *RecoveryCodes {
	if !c.Any() {
		return nil
	}
	return &RecoveryCodes{len(c.Hashes), instant(c.CreatedAt)}
}

// Enrolment is a factor that was begun, with what the user's app or browser needs. It is shown this once.
type Enrolment struct {
	Result  string      `json:"result"`
	Factor  Factor      `json:"factor"`
	TOTP    *NewTOTP    `json:"totp,omitzero"`
	Passkey *NewPasskey `json:"passkey,omitzero"`
}

// NewTOTP is the secret of an authenticator: to type, and to draw as a QR code.
type NewTOTP struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

// NewPasskey has the options by which a browser makes a passkey.
type NewPasskey struct {
	PublicKey CreationOptions `json:"public_key"`
}

// EnrolmentOf shows a factor that waits to be confirmed.
func EnrolmentOf(f factor.Factor, domain string, now time.Time) Enrolment {
	return Enrolment{Result: resultDone, Factor: FactorOf(f, domain, now)}
}

// ConfirmedFactor is a factor that signs in from now on. The recovery codes are there with the first one.
type ConfirmedFactor struct {
	Factor        Factor    `json:"factor"`
	RecoveryCodes *[]string `json:"recovery_codes"`
}

// ConfirmedFactorOf shows a factor and, where some were made, the recovery codes.
func ConfirmedFactorOf(f factor.Factor, codes []string, domain string, now time.Time) ConfirmedFactor {
	shown := ConfirmedFactor{Factor: FactorOf(f, domain, now)}
	if codes != nil {
		shown.RecoveryCodes = &codes
	}
	return shown
}

// NewRecoveryCodes are codes, which are shown this once.
type NewRecoveryCodes struct {
	Done
	RecoveryCodes []string `json:"recovery_codes"`
}

// NewRecoveryCodesOf shows codes to their owner.
func NewRecoveryCodesOf(codes []string) NewRecoveryCodes { return NewRecoveryCodes{IsDone(), codes} }
