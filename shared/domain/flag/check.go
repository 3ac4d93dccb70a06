package flag

import (
	"slices"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// Check gives every reason against a flag.
func (f Flag) Check() []fault.Field {
	if f.Name == EnrolNewUsers {
		return f.checkWhole()
	}
	var reasons []fault.Field
	if f.Percentage < 0 || f.Percentage > 100 {
		reasons = append(reasons, fault.Field{Name: "percentage", Code: "invalid_percentage", Detail: "A percentage is a whole number from 0 to 100."})
	}
	switch {
	case len(f.Users) > MaxUsers:
		reasons = append(reasons, fault.Field{Name: "users", Code: "too_many_users", Detail: "A flag lists at most 1,000 users; for more, give a percentage."})
	case slices.ContainsFunc(f.Users, nobody):
		reasons = append(reasons, fault.Field{Name: "users", Code: "invalid_user_id", Detail: "List users by their ids."})
	}
	return reasons
}

// checkWhole keeps anybody from thinking that a flag of the whole instance is on for a part.
func (f Flag) checkWhole() (reasons []fault.Field) {
	const detail = "This flag is on for every new user or for none: set \"enabled\"."
	if f.Percentage != 0 {
		reasons = append(reasons, fault.Field{Name: "percentage", Code: "instance_wide", Detail: detail})
	}
	if len(f.Users) > 0 {
		reasons = append(reasons, fault.Field{Name: "users", Code: "instance_wide", Detail: detail})
	}
	return reasons
}

func nobody(id account.ID) bool {
	_, ok := account.ParseID(id.String())
	return !ok
}
