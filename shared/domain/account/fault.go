package account

import (
	"errors"

	"latchkey/shared/domain/fault"
)

// The refusals of accounts.
var (
	ErrUsernameTaken = fault.New(fault.Conflict, "username_taken", "That username is not available.").On("username")
	ErrEmailTaken    = fault.New(fault.Conflict, "email_taken", "That e-mail address is in use.").On("email")
	ErrPhoneTaken    = fault.New(fault.Conflict, "phone_number_taken", "That phone number is in use.").On("phone_number")

	ErrNotFound = fault.New(fault.NotFound, "user_not_found", "There is no such user.")
	// ErrChanged says that the user was changed between the read and the write.
	ErrChanged = fault.New(fault.Conflict, "user_changed", "The user was changed in the meantime. Read the user again and retry.")
	// ErrIDTaken never reaches a client: another id is drawn.
	ErrIDTaken = fault.New(fault.Internal, "id_taken", "The service failed.")

	ErrAdminExists = fault.New(fault.Conflict, "admin_exists", "The first admin already exists.")

	// ErrInvalidCredentials is the one answer to an unknown name, a wrong password and a
	// disabled account.
	ErrInvalidCredentials = fault.New(fault.Unauthenticated, "invalid_credentials", "The username or the password is wrong.")
	// ErrUnproven keeps codes from going to an address that was only typed.
	ErrUnproven = fault.New(fault.Conflict, "email_unproven", "This needs a code by e-mail, and the address is not confirmed yet. Set the same address again to confirm it.")
	// ErrEmailUnconfirmed is told only to a client that gave the right password.
	ErrEmailUnconfirmed = fault.New(fault.Forbidden, "email_unconfirmed", "The e-mail address is not confirmed yet. Confirm it with the code that was sent to it.")
)

// OrNobody turns ErrNotFound into the zero value. A route that must not tell who exists goes on with
// it, by the same steps.
func OrNobody[T any](found T, err error) (T, error) {
	if errors.Is(err, ErrNotFound) {
		return *new(T), nil
	}
	return found, err
}
