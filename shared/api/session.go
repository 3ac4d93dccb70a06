package api

import (
	"latchkey/shared/account"
	"latchkey/shared/session"
	"latchkey/shared/token"
)

// Session is a new session on the wire, the only time its token is shown.
type Session struct {
	Token     string  `json:"token"`
	TokenType string  `json:"token_type"`
	ExpiresAt *string `json:"expires_at"`
	User      User    `json:"user"`
}

// SessionOf shows a session to the one who began it.
func SessionOf(t token.Token, s session.Session, u account.User) Session {
	return Session{t.Reveal(), "Bearer", instant(s.ExpiresAt), UserOf(u)}
}
