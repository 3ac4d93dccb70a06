package dynamo

import "latchkey/shared/domain/account"

// Users who are staff or disabled are few, and are found without a look at the others: by an
// attribute that is both in one word, and stands on no other user.

// uncommon is what a user with a role and a status is found by; empty for an active user who is
// not staff.
func uncommon(r account.Role, st account.Status) string {
	if r == account.RoleUser && st == account.Active {
		return ""
	}
	return string(r) + " " + string(st)
}

// uncommonly gives the words that users with a role and a status are found by, either of which
// may be empty for any. It does not hold where most users would be among them.
func uncommonly(r account.Role, st account.Status) (words []string, rare bool) {
	roles, statuses := []account.Role{r}, []account.Status{st}
	if r == "" {
		roles = []account.Role{account.RoleUser, account.RoleSupport, account.RoleAdmin}
	}
	if st == "" {
		statuses = []account.Status{account.Active, account.Disabled}
	}
	for _, r := range roles {
		for _, st := range statuses {
			word := uncommon(r, st)
			if word == "" {
				return nil, false
			}
			words = append(words, word)
		}
	}
	return words, true
}

// Exact holds where a slice has only users of the role and status that it names.
func (sl Slice) Exact() bool {
	_, rare := uncommonly(sl.Role, sl.Status)
	return rare || sl.Role == "" && sl.Status == ""
}
