package rows

import (
	"encoding/json"
	"errors"
	"fmt"

	latchkey "latchkey/clients/go"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/language"
	"latchkey/shared/domain/password"
	"latchkey/shared/domain/phone"
	"latchkey/shared/domain/registration"
	"latchkey/shared/edge/wire"
)

// item is a user as the file has them, read as strictly as the service reads.
type item struct {
	line int

	Username        *string         `json:"username"`
	Email           string          `json:"email"`
	Password        string          `json:"password"`
	PasswordHash    string          `json:"password_hash"`
	PhoneNumber     string          `json:"phone_number"`
	TwoFactor       bool            `json:"2fa"`
	TwoFactorMethod account.Channel `json:"2fa_method"`
	Profile         wire.Object     `json:"profile"`
	Metadata        wire.Object     `json:"metadata"`
	Language        *string         `json:"language"`
	EmailConfirmed  bool            `json:"email_confirmed"`
	Notify          bool            `json:"notify"`
}

// user is the item as it is sent.
func (i item) user() (latchkey.NewUser, error) {
	u := latchkey.NewUser{
		Username: deref(i.Username), Email: i.Email, Password: i.Password, PasswordHash: i.PasswordHash, PhoneNumber: i.PhoneNumber,
		TwoFactor: i.TwoFactor, TwoFactorMethod: string(i.TwoFactorMethod), Language: deref(i.Language),
		EmailConfirmed: i.EmailConfirmed, Notify: i.Notify,
	}
	for _, object := range []struct {
		text account.Object
		into *map[string]any
	}{{i.Profile.Value, &u.Profile}, {i.Metadata.Value, &u.Metadata}} {
		if object.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(object.text), object.into); err != nil {
			return u, fmt.Errorf("line %d: %w", i.line, err)
		}
	}
	return u, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// check gives the reasons for which every deployment would refuse the item, by the rules of the service.
func (i item) check(policy password.Policy) []error {
	number, phoneErr := phone.Plan{}.Canonical(i.PhoneNumber)
	if phoneErr != nil {
		number = ""
	}
	_, languageErr := language.Chosen(i.Language, "en")
	username := deref(i.Username)
	if i.Username == nil {
		username = "a-name-is-made"
	}
	request := registration.Request{
		Username: username, Email: i.Email, Password: i.Password, PasswordHash: i.PasswordHash, PhoneNumber: number,
		TwoFactor: i.TwoFactor, TwoFactorMethod: i.TwoFactorMethod, Profile: i.Profile.Value, Metadata: i.Metadata.Value,
		EmailConfirmed: i.EmailConfirmed, Notify: i.Notify, By: someAdmin,
	}
	var all []error
	for _, err := range []error{phoneErr, languageErr, request.Check(policy)} {
		all = append(all, split(i.line, err)...)
	}
	return all
}

// someAdmin stands for the admin who imports: what an item may leave out depends on that there is one.
const someAdmin account.ID = 1

// names are the values that no two users may share.
func (i item) names() [3]name {
	number, err := phone.Plan{}.Canonical(i.PhoneNumber)
	if err != nil {
		number = ""
	}
	return [3]name{
		{"username", account.CanonicalUsername(deref(i.Username))}, {"email", account.CanonicalEmail(i.Email)}, {"phone_number", number},
	}
}

type name struct{ field, value string }

// split makes the reasons of a fault, one for each field.
func split(line int, err error) (all []error) {
	var f *fault.Fault
	if err == nil {
		return nil
	}
	if !errors.As(err, &f) {
		return []error{err}
	}
	for _, field := range f.Fields {
		all = append(all, &Reason{line, field.Name, field.Code, field.Detail})
	}
	if len(all) == 0 {
		all = append(all, &Reason{line, "", f.Code, f.Detail})
	}
	return all
}

// reasons is the first of them.
func reasons(line int, err error) error {
	if all := split(line, err); len(all) > 0 {
		return all[0]
	}
	return nil
}
