package api

import (
	"errors"
	"slices"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/session"
)

// Caller is who is signed in: a user, or a service by its key.
type Caller struct {
	UserID     account.ID
	Role       account.Role
	Session    string // the hash of the token
	SessionID  string // what the user names the session by, which is no secret
	SignedInAt time.Time
	// OnlyEnrols is of staff whose factors are too weak: they may enrol one, and do nothing else.
	OnlyEnrols bool

	ServiceKey int64  // the id of the key; zero where a user calls
	Scopes     string // what the key may do, as package servicekey writes it
}

// Owner is the id of the user or the key, which are drawn from the same numbers: what a caller asks for
// is counted and kept by it.
func (c Caller) Owner() account.ID {
	if c.ServiceKey != 0 {
		return account.ID(c.ServiceKey)
	}
	return c.UserID
}

func (c Caller) may(s servicekey.Scope) bool {
	return s != "" && slices.Contains(servicekey.Split(c.Scopes), s)
}

// Context is what the authorizer tells the routes of a caller, through the gateway.
func (c Caller) Context() map[string]any {
	if c.ServiceKey != 0 {
		return map[string]any{"service_key": account.ID(c.ServiceKey).String(), "scopes": c.Scopes}
	}
	known := c.Shown()
	known["session"], known["session_id"] = c.Session, c.SessionID
	if c.OnlyEnrols {
		known["only"] = onlyEnrols
	}
	return known
}

const onlyEnrols = "enrol"

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
	if key := str(given, "service_key"); key != "" {
		return keyedCaller(key, str(given, "scopes"))
	}
	id, ok := account.ParseID(str(given, "user_id"))
	at, err := time.Parse(time.RFC3339, str(given, "signed_in_at"))
	if !ok || err != nil {
		return Caller{}, session.ErrInvalid
	}
	return Caller{
		UserID: id, Role: account.Role(str(given, "role")), SignedInAt: at,
		Session: str(given, "session"), SessionID: str(given, "session_id"), OnlyEnrols: given["only"] != nil,
	}, nil
}

func keyedCaller(key, scopes string) (Caller, error) {
	id, ok := account.ParseID(key) // ids of keys are of the same form
	if !ok {
		return Caller{}, session.ErrInvalid
	}
	return Caller{ServiceKey: int64(id), Scopes: scopes}, nil
}

func str(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}
