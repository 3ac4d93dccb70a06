package main

import (
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/edge/bulk"
	"latchkey/shared/edge/wire"
)

type item struct {
	ID          account.ID      `json:"id"`
	Username    *string         `json:"username"`
	PhoneNumber wire.Nullable   `json:"phone_number"` // null alone: to remove it
	Role        *account.Role   `json:"role"`
	Status      *account.Status `json:"status"`

	// These are read only to refuse the item: each needs a code to the user, or the user alone may set it.
	Email           *string `json:"email"`
	TwoFactor       *bool   `json:"2fa"`
	TwoFactorMethod *string `json:"2fa_method"`
	Password        *string `json:"password"`
}

func (i item) names() []bulk.Name {
	if i.ID == 0 {
		return nil
	}
	return []bulk.Name{{Field: "id", Value: i.ID.String()}}
}

func (i item) check() error {
	var reasons []fault.Field
	if i.ID == 0 {
		reasons = append(reasons, fault.Required("id"))
	}
	for _, m := range []struct {
		name   string
		given  bool
		detail string
	}{
		{"email", i.Email != nil, "A new address needs a code that is sent to it. Change one user at a time."},
		{"phone_number", i.PhoneNumber.Given && !i.PhoneNumber.Null, "A new number needs a code that is sent to it. Change one user at a time. Here a number can only be removed, with null."},
		{"2fa", i.TwoFactor != nil, "The second factor needs a code. Change one user at a time."},
		{"2fa_method", i.TwoFactorMethod != nil, "The second factor needs a code. Change one user at a time."},
		{"password", i.Password != nil, "Only the user can set the password."},
	} {
		if m.given {
			reasons = append(reasons, fault.Field{Name: m.name, Code: "not_in_bulk", Detail: m.detail})
		}
	}
	return fault.Check(reasons...)
}

// usedByFactor refuses to take a number away to which codes of a second factor go: a factor is removed by
// proof of one, and here nothing is proven.
var usedByFactor = fault.Field{Name: "phone_number", Code: "not_in_bulk", Detail: "Codes of the second factor go to this number. Change one user at a time."}

func (i item) change() account.Change {
	return account.Change{Username: i.Username, Role: i.Role, Status: i.Status, NoPhoneNumber: i.PhoneNumber.Null}
}
