package authorizationcode

import (
	"slices"
	"strings"

	"latchkey/shared/domain/fault"
)

// ReturnURLs are the addresses of applications that users may be handed over to. They are compared to
// the letter: whatever is looser than that lets an address in that nobody listed (RFC 9700 §2.1).
type ReturnURLs []string

// ReadReturnURLs reads the setting, which has commas between addresses.
func ReadReturnURLs(setting string) ReturnURLs {
	if setting == "" {
		return nil
	}
	return strings.Split(setting, ",")
}

// Check gives the reasons against an address.
func (l ReturnURLs) Check(returnTo string) []fault.Field {
	switch {
	case returnTo == "":
		return []fault.Field{fault.Required("return_to")}
	case !l.Has(returnTo):
		return []fault.Field{{Name: "return_to", Code: "unknown_return_to", Detail: "There is no application at this address."}}
	}
	return nil
}

// Has holds for addresses that are listed.
func (l ReturnURLs) Has(returnTo string) bool { return slices.Contains(l, returnTo) }
