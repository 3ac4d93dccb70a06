package api

import (
	"slices"
	"time"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/session"
)

// Access is who may call a route. Its zero value is nobody.
type Access struct {
	anyone bool
	roles  []account.Role
}

// Whom a route may be for. What only the user himself may do takes Users and then r.Subject.
var (
	Anyone = Access{anyone: true}
	Users  = Access{roles: []account.Role{account.RoleUser, account.RoleSupport, account.RoleAdmin}}
	Staff  = Access{roles: []account.Role{account.RoleSupport, account.RoleAdmin}}
	Admins = Access{roles: []account.Role{account.RoleAdmin}}
)

var errForbidden = fault.New(fault.Forbidden, "forbidden", "You are not allowed to do this.")

// admit says who calls, or refuses.
func (a Access) admit(e Event) (Caller, error) {
	if a.anyone {
		return Caller{}, nil
	}
	c, err := callerOf(e)
	if err != nil {
		return Caller{}, err
	}
	if !slices.Contains(a.roles, c.Role) {
		return c, errForbidden
	}
	return c, nil
}

// Subject is the user that the path's id names, "me" being the caller. A caller who is no
// admin gets anybody else's id answered as if there were no such user.
func (r *Request) Subject() (account.ID, error) {
	if r.Path("id") == "me" {
		return r.Caller.UserID, nil
	}
	id, ok := account.ParseID(r.Path("id"))
	if !ok || id != r.Caller.UserID && r.Caller.Role != account.RoleAdmin {
		return 0, account.ErrNotFound
	}
	return id, nil
}

// Anybody is the user that the path's id names, on routes of staff, who may name anybody. It
// has no alias for the caller.
func (r *Request) Anybody() (account.ID, error) {
	id, ok := account.ParseID(r.Path("id"))
	if !ok {
		return 0, account.ErrNotFound
	}
	return id, nil
}

// Self is the caller, where the path names him; nobody does this for another.
func (r *Request) Self() (account.ID, error) {
	id, err := r.Subject()
	if err == nil && id != r.Caller.UserID {
		return 0, errForbidden
	}
	return id, err
}

// Fresh refuses a session that is too old for a sensitive change.
func (r *Request) Fresh(now time.Time) error { return session.Fresh(r.Caller.SignedInAt, now) }

// refusals are the reasons that the authorizer gives, by code.
var refusals = map[string]*fault.Fault{
	session.ErrMissing.Code:   session.ErrMissing,
	session.ErrScheme.Code:    session.ErrScheme,
	session.ErrTwoTokens.Code: session.ErrTwoTokens,
	session.ErrInvalid.Code:   session.ErrInvalid,
	errBusy.Code:              errBusy,
}

// errBusy says that the time was up, or that it could not be found out who calls: the door then
// stays shut.
var errBusy = fault.New(fault.Unavailable, "temporarily_unavailable", "The service is busy. Try again in a moment.").After(time.Second)
