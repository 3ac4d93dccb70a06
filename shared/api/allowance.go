package api

import (
	"latchkey/shared/account"
	"latchkey/shared/token"
)

// Allowance is an admin's leave for a user to set a new password, the only time its code is
// shown.
type Allowance struct {
	Username  string  `json:"username"`
	Allowed   bool    `json:"allow_password_reset"`
	ExpiresAt *string `json:"expires_at"`
	ResetCode string  `json:"reset_code"`
}

// AllowanceOf shows the leave to the admin who gave it.
func AllowanceOf(u account.User, code token.Token) Allowance {
	return Allowance{Username: u.Username, Allowed: true, ExpiresAt: instant(u.Allowance.Expires), ResetCode: code.Reveal()}
}
