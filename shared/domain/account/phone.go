package account

import (
	"regexp"
	"slices"
	"strings"

	"latchkey/shared/domain/fault"
)

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)

// Satellite, international-network and premium ranges: texts to them are how SMS fraud
// turns codes into money, and no one signs in from them.
var refusedRanges = []string{"+870", "+878", "+881", "+882", "+883", "+888", "+979", "+1900", "+1976"}

// CheckPhoneNumber gives the reasons against a number.
func CheckPhoneNumber(number string) []fault.Field {
	switch {
	case !e164.MatchString(number):
		return []fault.Field{{
			Name: "phone_number", Code: "invalid_phone_number",
			Detail: "A phone number is + and 8 to 15 digits, beginning with the country code.",
		}}
	case slices.ContainsFunc(refusedRanges, func(p string) bool { return strings.HasPrefix(number, p) }):
		return []fault.Field{{
			Name: "phone_number", Code: "unsupported_phone_number",
			Detail: "Numbers of satellite and premium services are not supported.",
		}}
	}
	return nil
}
