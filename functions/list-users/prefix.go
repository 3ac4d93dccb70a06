package main

import (
	"regexp"
	"strings"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// The characters of usernames and addresses. A prefix with any other would find nobody, which would
// look as if there were no such user.
var (
	ofUsernames = regexp.MustCompile(`^[a-z0-9._-]+$`)
	ofEmails    = regexp.MustCompile("^[a-z0-9.!#$%&'*+/=?^_`{|}~@-]+$")
)

func checkUsername(prefix string) []fault.Field {
	if len(prefix) >= account.NameLimit || !ofUsernames.MatchString(prefix) {
		return refuse("username", "Give the beginning of a username: 1 to 32 letters a-z, digits, dots, hyphens or underscores.")
	}
	return nil
}

// checkEmail reads the address as typed, too: in a query a plus is written %2B, and a bare one becomes
// a space. A space before the @ may have been a plus of the address.
func checkEmail(typed, prefix string) []fault.Field {
	plus := strings.Contains(prefix, " ") || strings.Contains(typed, " ") && !strings.Contains(typed, "@")
	switch {
	case plus:
		return refuse("email", "No address has a space. Write a plus as %2B: in a query, a bare plus is a space.")
	case len(prefix) >= account.NameLimit, !ofEmails.MatchString(prefix):
		return refuse("email", "Give the beginning of an address: 1 to 254 characters that addresses can have. Give a domain that is not ASCII whole.")
	}
	return nil
}

func refuse(name, detail string) []fault.Field {
	return []fault.Field{{Name: name, Code: "invalid_prefix", Detail: detail}}
}
