package wire

import "latchkey/shared/domain/supportpin"

// SupportPIN is a PIN, as GitLab's API has it.
type SupportPIN struct {
	PIN       string  `json:"pin"`
	ExpiresAt *string `json:"expires_at"`
}

// SupportPINOf shows a PIN to its owner, or to an admin.
func SupportPINOf(p supportpin.PIN, d supportpin.Digits) SupportPIN {
	return SupportPIN{string(d), instant(p.ExpiresAt)}
}

// HeldPIN says that a user has a PIN, without its digits.
type HeldPIN struct {
	ExpiresAt *string `json:"expires_at"`
}

// HeldPINOf is for an export, which shows no PIN.
func HeldPINOf(p supportpin.PIN) *HeldPIN { return &HeldPIN{instant(p.ExpiresAt)} }
