package wire

import "latchkey/shared/domain/account"

// ResetGrant is an admin's permission for a user to set a new password. Its code is shown
// this once.
type ResetGrant struct {
	Username  string  `json:"username"`
	Allowed   bool    `json:"allow_password_reset"`
	ExpiresAt *string `json:"expires_at"`
	ResetCode string  `json:"reset_code,omitempty"` // left out where the deployment asks for none
}

// ResetGrantOf shows the grant to the admin who gave it.
func ResetGrantOf(u account.User, code string) ResetGrant {
	return ResetGrant{Username: u.Username, Allowed: true, ExpiresAt: instant(u.ResetGrant.Expires), ResetCode: code}
}
