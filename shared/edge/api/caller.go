package api

import (
	"errors"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/session"
)

// Caller is who is signed in.
type Caller struct {
	UserID     account.ID
	Role       account.Role
	Session    string // the hash of the token
	SessionID  string // what the user names the session by, which is no secret
	SignedInAt time.Time
}

// Context is what the authorizer tells the routes of a caller, through the gateway.
func (c Caller) Context() map[string]any {
	known := c.Shown()
	known["session"], known["session_id"] = c.Session, c.SessionID
	return known
}

// Shown is what functions of other teams learn of a caller: no session and no contact data. Values are strings, because the gateway reads numbers as floating point.
func (c Caller) Shown() map[string]any {
	return map[string]any{
		"user_id":      c.UserID.String(),
		"role":         string(c.Role),
		"signed_in_at": c.SignedInAt.Format(time.RFC3339),
	}
}

// Refused tells the routes why nobody is signed in.
func Refused(err error) map[string]any { return map[string]any{"refused": refusalOf(err).Code} }

// Unverified holds where the caller could not be verified: no refusal, but a failure of the service.
func Unverified(err error) bool { return refusalOf(err) == errBusy }

// refusalOf is a reason that the routes know. Any other error is a failure to verify the caller.
func refusalOf(err error) *fault.Fault {
	var f *fault.Fault
	if errors.As(err, &f) && refusals[f.Code] != nil {
		return refusals[f.Code]
	}
	return errBusy
}

// authorizedCaller takes the caller from the authorizer's context and from nothing that a client
// sent. Anything unexpected in it means that nobody is signed in.
func authorizedCaller(e Event) (Caller, error) {
	if e.RequestContext.Authorizer == nil {
		return Caller{}, session.ErrMissing
	}
	given := e.RequestContext.Authorizer.Lambda
	if code := str(given, "refused"); code != "" {
		if f := refusals[code]; f != nil {
			return Caller{}, f
		}
		return Caller{}, errBusy
	}
	id, ok := account.ParseID(str(given, "user_id"))
	at, err := time.Parse(time.RFC3339, str(given, "signed_in_at"))
	if !ok || err != nil {
		return Caller{}, session.ErrInvalid
	}
	return Caller{id, account.Role(str(given, "role")), str(given, "session"), str(given, "session_id"), at}, nil
}

func str(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}
