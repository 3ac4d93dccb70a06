package account

import (
	"regexp"
	"slices"

	"latchkey/shared/domain/fault"
)

// ASCII only: of two names that look alike one could pass for the other, and case folding
// beyond ASCII has surprises ("K" for kelvin becomes "k").
var usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,31}$`)

// A name of digits alone would read as an id.
var digitsOnly = regexp.MustCompile(`^[0-9]+$`)

// Names that a stranger could use to pass for the service or its staff.
var reserved = []string{
	"abuse", "admin", "administrator", "anonymous", "help", "hostmaster", "latchkey", "me", "moderator", "noreply",
	"no-reply", "null", "operator", "owner", "postmaster", "root", "security", "staff", "superuser", "support",
	"sysadmin", "system", "undefined", "webmaster",
}

// ReservedUsername holds for canonical names that nobody may take. They are refused like names
// that somebody has.
func ReservedUsername(name string) bool { return slices.Contains(reserved, name) }

// CheckUsername gives the reasons against a canonical name that somebody wants. Older names
// may break the rules of today, so it is not called when a user is looked up.
func CheckUsername(name string) []fault.Field {
	switch {
	case name == "":
		return []fault.Field{fault.Required("username")}
	case !usernameForm.MatchString(name), digitsOnly.MatchString(name):
		return []fault.Field{{
			Name: "username", Code: "invalid_username",
			Detail: "A username has 3 to 32 letters a-z, digits, dots, hyphens or underscores, and begins with a letter or digit. It cannot be digits alone.",
		}}
	}
	return nil
}
