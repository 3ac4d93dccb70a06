package account

import (
	"regexp"
	"slices"
	"strings"

	"latchkey/shared/fault"
)

// ASCII only: of two names that look alike one could pass for the other, and case folding
// beyond ASCII has surprises ("K" for kelvin becomes "k").
var usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,31}$`)

// Names that a stranger could use to pass for the service or its staff.
var reserved = []string{
	"abuse", "admin", "administrator", "anonymous", "help", "hostmaster", "latchkey", "me", "moderator", "noreply",
	"no-reply", "null", "operator", "owner", "postmaster", "root", "security", "staff", "superuser", "support",
	"sysadmin", "system", "undefined", "webmaster",
}

// CanonicalUsername is the form in which names are stored and compared.
func CanonicalUsername(s string) string { return lowerASCII(s) }

// ReservedUsername holds for canonical names that nobody may register.
func ReservedUsername(name string) bool { return slices.Contains(reserved, name) }

// CheckUsername gives the reasons against a canonical name.
func CheckUsername(name string) []fault.Field {
	switch {
	case name == "":
		return required("username")
	case !usernameForm.MatchString(name):
		return []fault.Field{{
			Name: "username", Code: "invalid_username",
			Detail: "A username has 3 to 32 letters a-z, digits, dots, hyphens or underscores, and begins with a letter or digit.",
		}}
	}
	return nil
}

func required(name string) []fault.Field {
	return []fault.Field{{Name: name, Code: "required", Detail: "This field is required."}}
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
