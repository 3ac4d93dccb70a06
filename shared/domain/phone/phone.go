// Package phone owns what a phone number is: which numbers the world's numbering plans have, and
// the one spelling of each. Two spellings of one number would be two accounts, and would
// be sent twice as many texts.
//
// It carries the plans of all countries, several megabytes, so only functions that take a number
// may be made of it. It knows no AWS and no HTTP.
package phone

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"latchkey/shared/domain/fault"
)

// Plan says which numbers a deployment takes. The zero Plan takes those of all countries.
type Plan struct{ countries []string }

// NewPlan reads the countries, as two-letter codes of ISO 3166 separated by commas; empty for all.
func NewPlan(countries string) Plan {
	if countries == "" {
		return Plan{}
	}
	return Plan{strings.Split(countries, ",")}
}

// A number is read only with its country: without, it would be of whichever one the reader thinks.
var international = regexp.MustCompile(`^\+[1-9][0-9]{7,15}$`)

// Canonical gives the one spelling of a number, in E.164, or refuses it. What has not the form of a
// number comes back as it is: package account refuses it, together with what else is wrong.
func (p Plan) Canonical(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if !international.MatchString(typed) {
		return typed, nil
	}
	number, err := phonenumbers.Parse(typed, "ZZ")
	if err != nil {
		return "", errNone
	}
	number = spelt(number)
	switch {
	case !assigned(number), !settled(number):
		return "", errNone
	case phonenumbers.GetNumberType(number) == phonenumbers.PREMIUM_RATE:
		return "", errPremium
	case len(p.countries) > 0 && !slices.Contains(p.countries, country(number)):
		return "", errCountry
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}

var (
	errNone    = refuse("invalid_phone_number", "There is no such phone number in any country's numbering plan.")
	errPremium = refuse("unsupported_phone_number", "Numbers of satellite and premium services are not supported.")
	errCountry = refuse("unsupported_country", "Numbers of this country are not supported here.")
)

func refuse(code, detail string) error {
	return fault.Check(fault.Field{Name: "phone_number", Code: code, Detail: detail})
}

// The first digit of an area code of North America.
const leastAreaCode = 2_000_000_000

// assigned holds for numbers of a length that the plan of their country has. It does not ask for
// the very range: countries open new ones faster than services are deployed.
func assigned(number *phonenumbers.PhoneNumber) bool {
	if number.GetCountryCode() == 1 && number.GetNationalNumber() < leastAreaCode {
		return false
	}
	return phonenumbers.IsPossibleNumberWithReason(number) == phonenumbers.IS_POSSIBLE
}

// settled holds for numbers whose spelling is read as the same number. Zeros that the plan drops one at a time
// make a row of numbers, which would be as many accounts', and no country has them.
func settled(number *phonenumbers.PhoneNumber) bool {
	spelling := phonenumbers.Format(number, phonenumbers.E164)
	again, err := phonenumbers.Parse(spelling, "ZZ")
	return err == nil && phonenumbers.Format(spelt(again), phonenumbers.E164) == spelling
}

// country is that of a number or, where its range is not assigned yet, the first that has its code.
func country(number *phonenumbers.PhoneNumber) string {
	if region := phonenumbers.GetRegionCodeForNumber(number); region != "" {
		return region
	}
	return phonenumbers.GetRegionCodeForCountryCode(int(number.GetCountryCode()))
}

// spelt gives mobile phones of Mexico and Argentina in one way. Mexico's were called with a 1 until
// 2020. Argentina's are called with a 9 from abroad; without it the plan reads a landline, to which
// no text goes.
func spelt(number *phonenumbers.PhoneNumber) *phonenumbers.PhoneNumber {
	national, code := phonenumbers.GetNationalSignificantNumber(number), int(number.GetCountryCode())
	const digits = 10
	if rest, before := strings.CutPrefix(national, "1"); code == mexico && before && len(rest) == digits {
		national = rest
	}
	if code == argentina && len(national) == digits {
		national = "9" + national
	}
	again, err := phonenumbers.Parse(fmt.Sprintf("+%d%s", code, national), "ZZ")
	if err != nil || !assigned(again) {
		return number
	}
	return again
}

const (
	mexico    = 52
	argentina = 54
)

// Spellings are the canonical spelling of a number, and those in which it may have been stored
// before there was one: with the zero that is dialled within the country, and with or without the
// prefix of mobile phones. What is the spelling of another number today is not among them: Italy's
// landlines begin with a zero, so with one more digit its mobile phones are somebody else's.
func Spellings(canonical string) []string {
	all := []string{canonical}
	number, err := phonenumbers.Parse(canonical, "ZZ")
	if err != nil {
		return all
	}
	national := phonenumbers.GetNationalSignificantNumber(number)
	code := strings.TrimSuffix(canonical, national)
	all = append(all, code+"0"+national, code+"00"+national)
	switch number.GetCountryCode() {
	case mexico:
		all = append(all, code+"1"+national)
	case argentina:
		all = append(all, code+strings.TrimPrefix(national, "9"))
	}
	return slices.DeleteFunc(all, func(spelling string) bool {
		reads, err := Plan{}.Canonical(spelling)
		return err == nil && reads != canonical
	})
}
