package phone_test

import (
	"errors"
	"slices"
	"testing"

	"latchkey/shared/domain/fault"
	"latchkey/shared/domain/phone"
)

func reason(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) && len(f.Fields) == 1 && f.Fields[0].Name == "phone_number" {
		return f.Fields[0].Code
	}
	return ""
}

// what no numbering plan has is no number, and no text is paid for it.
func TestNumbersThatAreNone(t *testing.T) {
	for _, number := range []string{"+999123456789", "+10000000000", "+2101234567", "+440077009001234", "+44770090", "+11234567890"} {
		if got, err := (phone.Plan{}).Canonical(number); reason(err) != "invalid_phone_number" {
			t.Errorf("%s: %s, %v", number, got, err)
		}
	}
	for _, number := range []string{"+19005550123", "+449098790000"} {
		if got, err := (phone.Plan{}).Canonical(number); reason(err) == "" {
			t.Errorf("%s: %s", number, got)
		}
	}
	// What has not the form of a number is left to the rules of accounts.
	for _, typed := range []string{"", "x", "447700900123", "+44 7700 900123", "tel:+447700900123", "+447700900123;ext=1"} {
		if got, err := (phone.Plan{}).Canonical(typed); got != typed || err != nil {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

// One phone is one number, however it is written; and it is found by the spelling that was stored.
func TestOneSpelling(t *testing.T) {
	for want, spellings := range map[string][]string{
		"+447700900123":  {"+447700900123", "+4407700900123", "+44007700900123", " +447700900123\n"},
		"+4915112345678": {"+4915112345678", "+49015112345678"},
		"+33612345678":   {"+33612345678", "+330612345678"},
		"+31612345678":   {"+31612345678", "+310612345678"},
		"+61412345678":   {"+61412345678", "+610412345678"},
		"+390612345678":  {"+390612345678"}, // Italy's zero is part of the number
		"+525512345678":  {"+525512345678", "+5215512345678"},
		"+5491123456789": {"+5491123456789", "+541123456789"},
		"+12025550123":   {"+12025550123"},
	} {
		for _, typed := range spellings {
			got, err := (phone.Plan{}).Canonical(typed)
			if err != nil || got != want {
				t.Errorf("%q: %q, %v; want %q", typed, got, err, want)
			}
			again, err := (phone.Plan{}).Canonical(got)
			if err != nil || again != got {
				t.Errorf("%q: %q, %v", got, again, err)
			}
		}
		for _, before := range spellings {
			if before[0] == '+' && !slices.Contains(phone.Spellings(want), before) {
				t.Errorf("%s is not found as %s: %v", want, before, phone.Spellings(want))
			}
		}
	}
}

// a deployment says to which countries it texts.
func TestCountries(t *testing.T) {
	p := phone.NewPlan("GB,DE")
	for number, want := range map[string]string{
		"+12025550123": "unsupported_country", "+33612345678": "unsupported_country", "+447700900123": "", "+4915112345678": "",
	} {
		if _, err := p.Canonical(number); reason(err) != want {
			t.Errorf("%s: %v, want %q", number, err, want)
		}
	}
	if _, err := phone.NewPlan("").Canonical("+33612345678"); err != nil {
		t.Errorf("without a list: %v", err)
	}
}
