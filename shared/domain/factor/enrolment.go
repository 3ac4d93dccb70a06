package factor

import (
	"crypto/rand"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"latchkey/shared/domain/account"
	"latchkey/shared/domain/fault"
)

// maxName is the length of what a user calls a factor.
const maxName = 64

// Enrolment is what a user asks to add.
type Enrolment struct {
	Type account.FactorType
	Name string
}

// Check gives the reasons against an enrolment.
func (e Enrolment) Check() (reasons []fault.Field) {
	refuse := func(name, code, detail string) {
		reasons = append(reasons, fault.Field{Name: name, Code: code, Detail: detail})
	}
	switch {
	case e.Type == "":
		reasons = append(reasons, fault.Required("type"))
	case e.Type.Channel() != "":
		refuse("type", "use_patch", "Codes by e-mail and by text are turned on with PATCH /users/{id}.")
	case e.Type != account.TOTP && e.Type != account.Passkey:
		refuse("type", "invalid_type", "The type is \"totp\" or \"passkey\".")
	}
	switch {
	case e.Name == "":
		reasons = append(reasons, fault.Required("name"))
	case utf8.RuneCountInString(e.Name) > maxName || strings.ContainsFunc(e.Name, breaksLine):
		refuse("name", "invalid_name", "A name has 1 to 64 characters on one line.")
	}
	return reasons
}

func breaksLine(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// Text is what a challenge for the enrolment is for. No type has the separator.
func (e Enrolment) Text() string { return string(e.Type) + "\n" + e.Name }

// Begin is the factor as long as nobody has confirmed it.
func (e Enrolment) Begin(u account.User, session string, now time.Time) Factor {
	return Factor{
		ID: rand.Text(), UserID: u.ID, Type: e.Type, Name: e.Name, CreatedAt: now,
		Pending: Pending{Session: session, Epoch: u.SessionEpoch, Expires: now.Add(PendingLifetime)},
	}
}

// Confirm is the factor from when it signs in, with what has shown that the user has it.
func (f Factor) Confirm(proof Use, now time.Time) Factor {
	f.Pending, f.CreatedAt = Pending{}, now
	f.LastStep = proof.Step // the code that confirmed it does not sign in, too
	return f
}

// Room refuses one more enrolment where the user has too many factors, or has begun too many.
func (s Set) Room(u account.User, now time.Time) error {
	pending := 0
	for _, f := range s.Factors {
		if f.waits(u, now) {
			pending++
		}
	}
	switch {
	case len(s.Confirmed()) >= Most:
		return ErrTooMany
	case pending >= MostPending:
		return ErrTooManyPending
	}
	return nil
}
