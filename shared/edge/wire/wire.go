// Package wire has the forms of what the service sends: one file for each thing, with only the
// members that clients may see.
//
// A form is made of a value of the domain by its Of function. It has no secrets but those that a
// route shows once, such as a new token.
package wire

import "time"

// orNull is a text, null when it is empty.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// instant is a time: RFC 3339 in UTC to the second, null when there is none.
func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Truncate(time.Second).Format(time.RFC3339)
	return &s
}
