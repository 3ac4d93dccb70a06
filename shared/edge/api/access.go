package api

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/servicekey"
	"latchkey/shared/domain/session"
	"latchkey/shared/domain/staff"
)

// Access is who may call a route. The zero value refuses everyone.
type Access struct {
	anyone bool
	roles  []account.Role
	scope  servicekey.Scope
	enrol  bool
}

// Or lets service keys with a scope call the route, too. Without it, no key may.
func (a Access) Or(scope servicekey.Scope) Access {
	a.scope = scope
	return a
}

// ToEnrol lets staff whose factors are too weak call the route, for themselves. Without it, they may not.
func (a Access) ToEnrol() Access {
	a.enrol = true
	return a
}

// Whom a route may be for. A route on a user's data takes Users, and then r.TargetUser or r.OwnUser.
var (
	Anyone = Access{anyone: true}
	Users  = Access{roles: []account.Role{account.RoleUser, account.RoleSupport, account.RoleAdmin}}
	Staff  = Access{roles: []account.Role{account.RoleSupport, account.RoleAdmin}}
	Admins = Access{roles: []account.Role{account.RoleAdmin}}
)

// callerOf gives the caller of a request, or refuses one whom this access leaves out.
func (a Access) callerOf(e Event) (Caller, error) {
	if a.anyone {
		return Caller{}, nil
	}
	c, err := authorizedCaller(e)
	if err != nil {
		return Caller{}, err
	}
	if c.ServiceKey != 0 {
		if !c.may(a.scope) {
			return c, servicekey.ErrScope
		}
		return c, nil
	}
	switch {
	case c.OnlyEnrols && !a.enrol:
		return c, account.ErrFactorRequired
	case !slices.Contains(a.roles, c.Role):
		return c, staff.ErrForbidden
	}
	return c, nil
}

// MayChange refuses a service whose request has another member than one: its scope is for this alone.
func (r *Request) MayChange(member string) error {
	if r.Caller.ServiceKey == 0 {
		return nil
	}
	var given map[string]jsontext.Value
	if err := json.Unmarshal([]byte(r.event.Body), &given); err != nil || len(given) != 1 || given[member] == nil {
		return servicekey.ErrScope
	}
	return nil
}

// Fresh refuses a session that is too old for a sensitive change.
func (r *Request) Fresh(now time.Time) error { return session.Fresh(r.Caller.SignedInAt, now) }

// refusals are the reasons for which the authorizer refuses, by code.
var refusals = map[string]*fault.Fault{
	session.ErrMissing.Code:     session.ErrMissing,
	session.ErrScheme.Code:      session.ErrScheme,
	session.ErrTwoTokens.Code:   session.ErrTwoTokens,
	session.ErrInvalid.Code:     session.ErrInvalid,
	session.ErrAccessToken.Code: session.ErrAccessToken,

	account.ErrFactorRequired.Code: account.ErrFactorRequired,

	errBusy.Code: errBusy,
}

// errBusy says that the request ran out of time, or that the caller could not be verified: no
// request is let in then.
var errBusy = fault.New(fault.Unavailable, "temporarily_unavailable", "The service is busy. Try again in a moment.").After(time.Second)
