// Package password owns which passwords are acceptable and how they are hashed.
//
// It follows NIST SP 800-63B-4 §3.1.1.2: length counts, composition does not, common
// passwords are refused, and every character is verified as typed but for Unicode
// normalisation. It knows no users and no AWS.
package password

import (
	"context"
	"fmt"

	"golang.org/x/text/unicode/norm"

	"latchkey/shared/domain/fault"
)

const (
	maxLength = 128 // code points
	// MaxBytes bounds what is ever hashed, or a long password would buy CPU time.
	MaxBytes = 512
)

// Policy says which passwords may be set.
type Policy struct {
	MinLength int // code points
	// Stolen is where lists of stolen passwords are looked up; nil for nowhere.
	Stolen Stolen
}

// Stolen knows which passwords are in lists of stolen ones.
type Stolen interface {
	// Has says whether a password is; no, where that cannot be found out.
	Has(ctx context.Context, password string) bool
}

// Check gives the reasons against setting a password for a user known by the given words,
// such as username and e-mail address. The field is the member that it came in.
func (p Policy) Check(field, password string, words ...string) []fault.Field {
	refuse := func(code, detail string) []fault.Field {
		return []fault.Field{{Name: field, Code: code, Detail: detail}}
	}
	switch {
	case password == "":
		return []fault.Field{fault.Required(field)}
	case least(password) == 0:
		return refuse("password_blank", "A password needs visible characters. Spaces alone are not enough.")
	case least(password) < p.MinLength:
		return refuse("password_too_short", fmt.Sprintf("A password has at least %d characters.", p.MinLength))
	case most(password) > maxLength || len(password) > MaxBytes:
		return refuse("password_too_long", fmt.Sprintf("A password has at most %d characters.", maxLength))
	case common(password):
		return refuse("password_common", "This password is common, or a common one repeated or padded. Attackers try those first.")
	case onlyOf(folded(password), contextWords(append(words, "latchkey"))...):
		return refuse("password_context", "This password is made from the username, the e-mail address or the name of the service.")
	}
	return nil
}

// CheckStolen gives the reason against setting a password that is in lists of stolen ones. It asks outside
// the service, so every check that does not comes first.
func (p Policy) CheckStolen(ctx context.Context, field, password string) []fault.Field {
	if p.Stolen == nil || !p.Stolen.Has(ctx, password) {
		return nil
	}
	return []fault.Field{{Name: field, Code: "breached_password", Detail: "This password is in lists of stolen passwords. Choose another."}}
}

// CheckPresent gives the reason against even comparing a password.
func CheckPresent(field, password string) []fault.Field {
	switch {
	case password == "":
		return []fault.Field{fault.Required(field)}
	case len(password) > MaxBytes:
		return []fault.Field{{Name: field, Code: "password_too_long", Detail: fmt.Sprintf("A password has at most %d characters.", maxLength)}}
	}
	return nil
}

// CheckDiffers gives the reason against a new password that is the current one, both as typed.
func CheckDiffers(field, password, current string) []fault.Field {
	if password == "" || normal(password) != normal(current) {
		return nil
	}
	return unchanged(field)
}

func unchanged(field string) []fault.Field {
	return []fault.Field{{Name: field, Code: "password_unchanged", Detail: "The new password is the current one."}}
}

// normal makes two encodings of one character the same bytes, as NIST asks, so that a
// password set on one keyboard fits on another.
func normal(password string) string { return norm.NFKC.String(password) }
