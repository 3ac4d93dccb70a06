package api

import (
	"slices"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
)

// Session is a new session on the wire, the only time its token is shown.
type Session struct {
	Token     string  `json:"token"`
	TokenType string  `json:"token_type"`
	ExpiresAt *string `json:"expires_at"`
	User      User    `json:"user"`
	// ResetAllowedUntil says until when somebody with an admin's code may set a new password. A
	// sign-in does not end the grant, so it tells the user of it.
	ResetAllowedUntil *string `json:"password_reset_allowed_until"`
}

// SessionOf shows a session to the one who began it.
func SessionOf(t token.Token, s session.Session, u account.User) Session {
	shown := Session{Token: t.Reveal(), TokenType: "Bearer", ExpiresAt: instant(s.ExpiresAt), User: UserOf(u)}
	if u.ResetGrant.Valid(s.CreatedAt) {
		shown.ResetAllowedUntil = instant(u.ResetGrant.Expires)
	}
	return shown
}

// SignedIn is a session as its user sees it, without anything that could be used as one.
type SignedIn struct {
	ID        string  `json:"id"`
	CreatedAt *string `json:"created_at"`
	ExpiresAt *string `json:"expires_at"`
	Address   string  `json:"address"`
	UserAgent string  `json:"user_agent"`
	Current   bool    `json:"current"`
}

// SignedInOf gives the sessions that are good now, newest first.
func SignedInOf(stored []session.Session, u account.User, caller Caller, now time.Time) []SignedIn {
	slices.SortFunc(stored, func(a, b session.Session) int { return b.CreatedAt.Compare(a.CreatedAt) })
	all := []SignedIn{}
	for _, s := range stored {
		if s.Verify(u, now) != nil {
			continue
		}
		all = append(all, SignedIn{
			ID: s.ID, CreatedAt: instant(s.CreatedAt), ExpiresAt: instant(s.ExpiresAt),
			Address: s.Address, UserAgent: s.UserAgent, Current: s.TokenHash == caller.Session,
		})
	}
	return all
}
