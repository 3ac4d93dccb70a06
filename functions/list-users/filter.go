package main

import (
	"slices"
	"strings"

	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/phone"
	"latchkey/shared/edge/api"
	"latchkey/shared/edge/wire"
)

// filter has which users are listed, and in which order.
type filter struct {
	order  dynamo.Order
	prefix string // of the username or address, by which the list is ordered
	// numbers are the spellings of a phone number: the user who has confirmed it is listed.
	numbers []string
	role    account.Role
	status  account.Status
	staff   bool // ask, who see more of each user than a program does
}

var errOneName = fault.Field{Name: "email", Code: "one_name_at_a_time", Detail: "Search by username, e-mail address or phone number, one at a time."}

// filterOf reads the filters of the query. An empty one, or one that no user can match, is refused: the
// list would show everybody or nobody.
func filterOf(r *api.Request) (filter, error) {
	if err := r.OnlyParameters("limit", "cursor", "username", "email", "phone_number", "role", "status"); err != nil {
		return filter{}, err
	}
	username, byUsername := r.LookupQuery("username")
	email, byEmail := r.LookupQuery("email")
	number, byNumber := r.LookupQuery("phone_number")
	f := filter{order: dynamo.ByUsername, prefix: account.CanonicalUsername(username), staff: r.Caller.Role.Staff()}
	var reasons []fault.Field
	switch {
	case byUsername && byEmail, byNumber && (byUsername || byEmail):
		reasons = append(reasons, errOneName)
	case byNumber:
		var err error
		if f.numbers, err = spellings(plus(number)); err != nil {
			return filter{}, err
		}
	case byUsername:
		reasons = checkUsername(f.prefix)
	case byEmail:
		f.order, f.prefix = dynamo.ByEmail, account.CanonicalEmail(email)
		reasons = checkEmail(email, f.prefix)
	}
	reasons = append(reasons, choose(r, "role", &f.role, account.RoleUser, account.RoleSupport, account.RoleAdmin)...)
	reasons = append(reasons, choose(r, "status", &f.status, account.Active, account.Disabled)...)
	return f, fault.Check(reasons...)
}

// plus restores the + of a number: in a query, a bare + means a space.
func plus(number string) string {
	if digits, found := strings.CutPrefix(number, " "); found {
		return "+" + digits
	}
	return number
}

// spellings are those in which a number may be stored.
func spellings(typed string) ([]string, error) {
	if typed == "" {
		return nil, fault.Check(fault.Field{Name: "phone_number", Code: "invalid_phone_number", Detail: "Give the whole phone number, with + and the country code."})
	}
	number, err := phone.NewPlan("").Canonical(typed)
	if err == nil {
		err = fault.Check(account.CheckPhoneNumber(number)...)
	}
	return phone.Spellings(number), err
}

// choose reads a parameter that has one of a few values.
func choose[S ~string](r *api.Request, name string, to *S, words ...S) []fault.Field {
	given, found := r.LookupQuery(name)
	if !found {
		return nil
	}
	if *to = S(given); !slices.Contains(words, *to) {
		return []fault.Field{{Name: name, Code: "invalid_" + name, Detail: "There is no such " + name + "."}}
	}
	return nil
}

// slice is what to read for a page. Where most users have the role or status asked for, these are
// searched among all users, and more are read than shown.
func (f filter) slice(part api.Part) dynamo.Slice {
	sl := dynamo.Slice{Order: f.order, Role: f.role, Status: f.status, Prefix: f.prefix, After: part.After, Limit: part.Limit}
	if !sl.Exact() {
		sl.Limit = dynamo.MostUsers
	}
	return sl
}

// takes holds for a user who matches the filter as stored now: the index may be behind.
func (f filter) takes(u account.User) bool {
	name := u.Username
	if f.order == dynamo.ByEmail {
		name = u.Email
	}
	return strings.HasPrefix(name, f.prefix) &&
		(f.role == "" || u.Role == f.role) && (f.status == "" || u.Status == f.status)
}

// shown is what who asks may see of a user.
func (f filter) shown(u account.User) wire.User {
	if f.staff {
		return wire.UserOf(u).ForStaff(u)
	}
	return wire.UserOf(u)
}
