package account

import (
	"net/mail"
	"regexp"
	"strings"

	"latchkey/shared/domain/fault"
)

const emailMaxLength = 254 // RFC 5321 §4.5.3.1.3 less the angle brackets

// A domain of at least two labels, so no literal and no bare host.
var emailDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// Of the local part, what RFC 5321 calls a dot-string. Quoted strings are legal, and not used.
var emailLocal = regexp.MustCompile("^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// CheckEmail gives the reasons against a canonical address.
func CheckEmail(address string) []fault.Field {
	switch {
	case address == "":
		return []fault.Field{fault.Required("email")}
	case !wellFormedEmail(address):
		return []fault.Field{{
			Name: "email", Code: "invalid_email",
			Detail: "This is not an e-mail address of the form name@example.com, of at most 254 characters.",
		}}
	}
	return nil
}

func wellFormedEmail(address string) bool {
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > emailMaxLength {
		return false
	}
	local, domain, _ := strings.Cut(address, "@")
	return len(local) <= 64 && emailLocal.MatchString(local) && emailDomain.MatchString(domain)
}
