package account

import (
	"net/mail"
	"regexp"
	"strings"

	"latchkey/shared/fault"
)

const emailMaxLength = 254 // RFC 5321 §4.5.3.1.3 less the angle brackets

// NameLimit is more bytes than any username or address has.
const NameLimit = emailMaxLength + 1

// A domain of at least two labels, so no literal and no bare host. Internationalised
// domains come in their ASCII form (xn--…), which is what is mailed to anyway.
var emailDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// Of the local part, what RFC 5321 calls a dot-string. Quoted strings are legal and nobody's.
var emailLocal = regexp.MustCompile("^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// CanonicalEmail is the form in which addresses are stored and compared: all lower case.
// A mail server may tell local parts apart by case; none that people use does, and two
// accounts that differ in case alone would be one person's mistake or another's fraud.
func CanonicalEmail(s string) string { return lowerASCII(s) }

// CheckEmail gives the reasons against a canonical address.
func CheckEmail(address string) []fault.Field {
	switch {
	case address == "":
		return required("email")
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
