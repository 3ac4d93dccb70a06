package api

import "latchkey/shared/domain/supportpin"

// SupportPIN is a PIN on the wire, as GitLab's API has it.
type SupportPIN struct {
	PIN       string  `json:"pin"`
	ExpiresAt *string `json:"expires_at"`
}

// SupportPINOf shows a PIN to its owner, or to an admin.
func SupportPINOf(p supportpin.PIN, d supportpin.Digits) SupportPIN {
	return SupportPIN{string(d), instant(p.ExpiresAt)}
}

// HeldPIN says that there is a PIN, and not which.
type HeldPIN struct {
	ExpiresAt *string `json:"expires_at"`
}

// HeldPINOf is for lists of what is held on a user.
func HeldPINOf(p supportpin.PIN) *HeldPIN { return &HeldPIN{instant(p.ExpiresAt)} }
