package wire

import (
	"slices"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/factor"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/token"
)

// Session is a new session. Its token is shown this once.
type Session struct {
	Result    string  `json:"result"`
	Token     string  `json:"token"`
	TokenType string  `json:"token_type"`
	ExpiresAt *string `json:"expires_at"`
	User      User    `json:"user"`
	// ResetAllowedUntil is the expiry of a reset grant. A sign-in does not end the grant, so it tells
	// the user of it.
	ResetAllowedUntil *string `json:"password_reset_allowed_until"`
	// RecoveryCodesLeft stands where a recovery code was used.
	RecoveryCodesLeft *int `json:"recovery_codes_left,omitzero"`
	// DeviceToken is that of the device, where it is remembered. It is shown this once.
	DeviceToken string `json:"device_token,omitempty"`
}

// SessionOf shows a new session to its owner.
func SessionOf(t token.Token, s session.Session, u account.User, now time.Time) Session {
	shown := Session{Result: resultSession, Token: t.Reveal(), TokenType: "Bearer", ExpiresAt: instant(s.ExpiresAt), User: UserOf(u)}
	if u.ResetGrant.Valid(now) {
		shown.ResetAllowedUntil = instant(u.ResetGrant.Expires)
	}
	return shown
}

// After shows what is left of the recovery codes, where the sign-in used one.
func (s Session) After(use factor.Use) Session {
	if use.Type == factor.Recovery {
		s.RecoveryCodesLeft = &use.RecoveryLeft
	}
	return s
}

// Remembering is the session with the token of its device; empty for none.
func (s Session) Remembering(device string) Session {
	s.DeviceToken = device
	return s
}

// ActiveSession is a session in a list of its owner, without its token.
type ActiveSession struct {
	ID        string  `json:"id"`
	CreatedAt *string `json:"created_at"`
	ExpiresAt *string `json:"expires_at"`
	// IdleEnd is when it ends unless it is used before.
	IdleEnd   *string `json:"idle_expires_at"`
	Address   string  `json:"address"`
	UserAgent string  `json:"user_agent"`
	Current   bool    `json:"current"`
}

// ActiveSessionsOf gives the sessions that are valid now, newest first. Current is the hash of the
// token that the caller used.
func ActiveSessionsOf(stored []session.Session, l session.Lifetimes, u account.User, current string, now time.Time) []ActiveSession {
	slices.SortFunc(stored, func(a, b session.Session) int { return b.CreatedAt.Compare(a.CreatedAt) })
	all := []ActiveSession{}
	for _, s := range stored {
		if l.Verify(s, u, now) != nil {
			continue
		}
		all = append(all, ActiveSession{
			ID: s.ID, CreatedAt: instant(s.CreatedAt), ExpiresAt: instant(l.End(s, u)), IdleEnd: instant(l.IdleEnd(s, u)),
			Address: s.Address, UserAgent: s.UserAgent, Current: s.TokenHash == current,
		})
	}
	return all
}
