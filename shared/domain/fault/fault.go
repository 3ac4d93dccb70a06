// Package fault owns the one error type that a client may see.
//
// A fault has a kind, which decides the status; a code, which is part of the API and what
// clients switch on; and a detail in words. Its cause is for the log and never leaves the
// service. Faults are values declared once, beside the rule they speak for:
//
//	var ErrEmailTaken = fault.New(fault.Conflict, "email_taken", "That e-mail address is in use.").On("email")
//
// The package knows no HTTP: package api has the table from kind to status.
package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kind says what sort of refusal a fault is.
type Kind uint8

// The kinds, each of which has one status on the wire.
const (
	Internal         Kind = iota // the service failed; the detail says no more than that
	Malformed                    // the request cannot be read
	Unauthenticated              // nobody is signed in, or the proof is wrong
	Forbidden                    // known caller, not allowed
	NotFound                     //
	Conflict                     // taken, or changed in between
	Gone                         // was there, and has ended
	TooLarge                     //
	UnsupportedMedia             //
	Invalid                      // readable, but fields break rules
	TooMany                      // a limit is reached; RetryAfter says for how long
	Unavailable                  // something outside the service failed; trying again may help
)

// Field is one reason among several why a request is refused.
type Field struct {
	Name   string // the member's name on the wire; a path for a nested one
	Code   string
	Detail string
}

// Required is the reason against a member that is missing.
func Required(name string) Field {
	return Field{Name: name, Code: "required", Detail: "This field is required."}
}

// Fault is a refusal or failure in words that a client may read.
type Fault struct {
	Kind       Kind
	Code       string
	Detail     string
	Fields     []Field
	RetryAfter time.Duration

	cause error
}

// New declares a fault.
func New(kind Kind, code, detail string) *Fault {
	return &Fault{Kind: kind, Code: code, Detail: detail}
}

// ErrInvalid refuses a readable request whose fields break rules.
var ErrInvalid = New(Invalid, "invalid_fields", "Some fields are not valid.")

// Check returns nil when there are no reasons, and otherwise ErrInvalid with all of them.
func Check(fields ...Field) error {
	if len(fields) == 0 {
		return nil
	}
	return ErrInvalid.For(fields...)
}

// Error gives the code and the cause, for the log.
func (f *Fault) Error() string {
	if f.cause == nil {
		return f.Code
	}
	return f.Code + ": " + f.cause.Error()
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.cause }

// Is holds for faults of the same code, so that a copy with a cause is still its sentinel.
func (f *Fault) Is(target error) bool {
	var other *Fault
	return errors.As(target, &other) && other.Code == f.Code
}

// Because returns a copy that carries its cause to the log.
func (f *Fault) Because(cause error) *Fault {
	c := *f
	c.cause = cause
	return &c
}

// For returns a copy that names the fields at fault.
func (f *Fault) For(fields ...Field) *Fault {
	c := *f
	c.Fields = slices.Concat(f.Fields, fields)
	return &c
}

// On returns a copy that blames one field with the fault's own code and detail.
func (f *Fault) On(name string) *Fault {
	return f.For(Field{Name: name, Code: f.Code, Detail: f.Detail})
}

// Saying returns a copy with another detail, for somebody who can do more about it.
func (f *Fault) Saying(detail string) *Fault {
	c := *f
	c.Detail = detail
	return &c
}

// After returns a copy that says when to try again.
func (f *Fault) After(wait time.Duration) *Fault {
	c := *f
	c.RetryAfter = wait
	return &c
}

// Plainly says to a terminal what a problem would say to a client: the code, the detail, and
// what is wrong with each field.
func Plainly(err error) error {
	var f *Fault
	if !errors.As(err, &f) {
		return err
	}
	details := []string{f.Detail}
	for _, field := range f.Fields {
		details = append(details, field.Name+": "+field.Detail)
	}
	return fmt.Errorf("%s: %s", f.Code, strings.Join(details, " "))
}
