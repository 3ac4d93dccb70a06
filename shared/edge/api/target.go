package api

import (
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/staff"
)

// TargetUser is the user that the path's id names; "me" is the caller. To a user who is no admin,
// every id but their own answers as if there were no such user. A service is no user, and names any.
func (r *Request) TargetUser() (account.ID, error) {
	service := r.Caller.ServiceKey != 0
	if r.Path("id") == "me" && !service {
		return r.Caller.UserID, nil
	}
	id, ok := account.ParseID(r.Path("id"))
	switch own := id == r.Caller.UserID; {
	case !ok, !own && r.Caller.Role != account.RoleAdmin && !service:
		return 0, account.ErrNotFound
	case !own && r.Caller.OnlyEnrols:
		return 0, account.ErrFactorRequired
	}
	return id, nil
}

// TargetUserForStaff is the user that the path's id names, on routes of staff, who may name any
// user. "me" names nobody there.
func (r *Request) TargetUserForStaff() (account.ID, error) {
	id, ok := account.ParseID(r.Path("id"))
	if !ok {
		return 0, account.ErrNotFound
	}
	return id, nil
}

// OwnUser is the caller, where the path names them: what the route does, nobody does for another.
func (r *Request) OwnUser() (account.ID, error) {
	id, err := r.TargetUser()
	if err == nil && id != r.Caller.UserID {
		return 0, staff.ErrForbidden
	}
	return id, err
}

// Ids in answers are numbers, and so are they in a query.
var errTargetID = fault.New(fault.Malformed, "wrong_type", "The id in the query has to be a number.").On("id")

// TargetByUsername is the user that the path's username names or, where the query has one, its id.
// The path is never read as an id: some usernames are all digits, from the time when these were
// allowed.
func (r *Request) TargetByUsername() (staff.Target, error) {
	digits, byID := r.LookupQuery("id")
	if !byID {
		return staff.Target{Username: r.Path("username")}, nil
	}
	id, ok := account.ParseID(digits)
	if !ok {
		return staff.Target{}, errTargetID
	}
	return staff.Target{ID: id}, nil
}
