// Package language owns the language that a user is written to in: a tag of BCP 47, in its canonical
// form.
//
// It is apart from package account, which every function links: the tables of tags are large.
package language

import (
	"golang.org/x/text/language"

	"latchkey/shared/domain/fault"
)

const (
	mostTag    = 35  // characters of a tag, as RFC 5646 §4.4.1 advises
	mostHeader = 256 // of Accept-Language: what is longer is no browser's
)

// Canonical gives the form in which a tag is stored: en-gb as en-GB, ji as yi. It refuses what is no
// tag, and a tag of no language.
func Canonical(typed string) (string, error) {
	tag, err := language.Parse(typed)
	if err != nil || len(typed) > mostTag || !says(tag) {
		return "", fault.Check(fault.Field{Name: "language", Code: "invalid_language", Detail: "A language is a tag of BCP 47, such as en or pt-BR."})
	}
	return tag.String(), nil
}

// Chosen is the language that somebody gives or, where they give none, another.
func Chosen(typed *string, otherwise string) (string, error) {
	if typed == nil {
		return otherwise, nil
	}
	return Canonical(*typed)
}

// Preferred is the language that a client likes best, by its header Accept-Language; otherwise, where
// that names none.
func Preferred(header, otherwise string) string {
	if len(header) > mostHeader {
		return otherwise
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return otherwise
	}
	for _, tag := range tags {
		base, script, region := tag.Raw()
		plain, err := language.Raw.Compose(base, script, region)
		if err == nil && says(plain) {
			return plain.String()
		}
	}
	return otherwise
}

// says holds for tags that name a language: not for und, for mul, which stands for any, nor for what
// somebody agreed on privately.
func says(tag language.Tag) bool {
	base, _ := tag.Base()
	raw, _, _ := tag.Raw()
	return base.String() != "und" && raw.String() != "und" && raw.String() != "mul"
}
