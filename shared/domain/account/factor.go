package account

import (
	"slices"
	"strings"
	"time"
)

// FactorType is a kind of second factor.
type FactorType string

// The types, the strongest first. A passkey is bound to the site, so no other site can ask for it. A
// code of an authenticator can be read out to somebody, as can one that is sent, but nobody on the way
// to the user sees it.
const (
	Passkey     FactorType = "passkey"
	TOTP        FactorType = "totp"
	FactorSMS              = FactorType(SMS)
	FactorEmail            = FactorType(Email)
)

var strongestFirst = []FactorType{Passkey, TOTP, FactorSMS, FactorEmail}

// Channel is where codes of the type are sent; empty for a type that sends none.
func (t FactorType) Channel() Channel {
	if t == FactorSMS || t == FactorEmail {
		return Channel(t)
	}
	return ""
}

// Factors are the types of second factor that a user has, each with the time since when: that of the
// oldest one of the type. The zero time says that they have none.
type Factors struct{ Passkey, TOTP, SMS, Email time.Time }

// sinceEver is of a factor from before times were stored.
var sinceEver = time.Unix(1, 0).UTC()

// Known is since when a user has a factor, and zero where that was not stored.
func Known(since time.Time) time.Time {
	if since.Equal(sinceEver) {
		return time.Time{}
	}
	return since
}

// Held are types from before times were stored.
func Held(types ...FactorType) (f Factors) {
	for _, t := range types {
		f = f.With(t, sinceEver)
	}
	return f
}

func (f *Factors) of(t FactorType) *time.Time {
	switch t {
	case Passkey:
		return &f.Passkey
	case TOTP:
		return &f.TOTP
	case FactorSMS:
		return &f.SMS
	case FactorEmail:
		return &f.Email
	}
	return new(time.Time)
}

// Since is the time since when the user has a factor of a type; zero where they have none.
func (f Factors) Since(t FactorType) time.Time { return *f.of(t) }

// Has holds where the user has a factor of a type.
func (f Factors) Has(t FactorType) bool { return !f.Since(t).IsZero() }

// With has a type since a time, or since the earlier one that it had.
func (f Factors) With(t FactorType, since time.Time) Factors {
	if at := f.of(t); at.IsZero() || since.Before(*at) {
		*at = since
	}
	return f
}

// Without has no factor of a type.
func (f Factors) Without(t FactorType) Factors {
	*f.of(t) = time.Time{}
	return f
}

// moved has a type since now, if it has it: its codes go elsewhere, so it is a new factor.
func (f Factors) moved(t FactorType, now time.Time) Factors {
	if !f.Has(t) {
		return f
	}
	return f.Without(t).With(t, now)
}

// Types are those that the user has, the strongest first.
func (f Factors) Types() FactorTypes {
	return slices.DeleteFunc(slices.Clone(strongestFirst), func(t FactorType) bool { return !f.Has(t) })
}

// SameTypes holds where two users have factors of the same types, since whenever.
func (f Factors) SameTypes(as Factors) bool { return slices.Equal(f.Types(), as.Types()) }

// FactorTypes are types in the order in which they are offered.
type FactorTypes []FactorType

// First is the one that is asked for; empty where there is none.
func (ts FactorTypes) First() FactorType {
	if len(ts) == 0 {
		return ""
	}
	return ts[0]
}

// String has a space between the types.
func (ts FactorTypes) String() string {
	names := make([]string, len(ts))
	for i, t := range ts {
		names[i] = string(t)
	}
	return strings.Join(names, " ")
}

// ParseFactorTypes reads what String writes.
func ParseFactorTypes(s string) (ts FactorTypes) {
	for name := range strings.FieldsSeq(s) {
		ts = append(ts, FactorType(name))
	}
	return ts
}

// TwoFactor is the type of second factor that is asked for first; empty where the user has none.
func (u User) TwoFactor() FactorType { return u.Factors.Types().First() }

// Include holds where a type is among them.
func (ts FactorTypes) Include(t FactorType) bool { return slices.Contains(ts, t) }

// settledAfter is how long a user has a factor before it proves acts on older ones.
const settledAfter = 72 * time.Hour

// SettledAt is when a factor proves acts on anything.
func SettledAt(since time.Time) time.Time { return since.Add(settledAfter) }

// Settled holds where something that a user has had since a time may prove an act on a target: on what is
// no older, on what is added (the zero time), and on anything after three days.
func Settled(since, target, now time.Time) bool {
	return target.IsZero() || !since.After(target) || !now.Before(SettledAt(since))
}

// Provers are the types by which the user proves an act on their factors: adding one, removing one,
// changing where its codes go. The target is since when they have what the act is about, or zero where it
// adds something. It is the strongest type that they have, leaving out what is too new for the target.
// A target that is new itself can also be taken away by the strongest of what is settled or, where nothing is, of
// what is older: so an owner undoes what an intruder has added, however much that was.
func (f Factors) Provers(target, now time.Time) FactorTypes {
	able := slices.DeleteFunc(f.Types(), func(t FactorType) bool { return !Settled(f.Since(t), target, now) })
	provers := able[:min(1, len(able))]
	if target.IsZero() || !now.Before(SettledAt(target)) {
		return provers
	}
	if t := f.undoes(target, now); t != "" && !provers.Include(t) {
		provers = append(provers[:len(provers):len(provers)], t)
	}
	return provers
}

// undoes is the type that takes away what is too new to be settled.
func (f Factors) undoes(target, now time.Time) FactorType {
	all := f.Types()
	for _, able := range []func(since time.Time) bool{
		func(since time.Time) bool { return !now.Before(SettledAt(since)) },
		func(since time.Time) bool { return since.Before(target) },
	} {
		if i := slices.IndexFunc(all, func(t FactorType) bool { return able(f.Since(t)) }); i >= 0 {
			return all[i]
		}
	}
	return ""
}

// FactorProof says whether a change of a user is an act on their factors, which one of the factors that
// they have must prove, and since when they have what it is about; zero where it adds something.
func FactorProof(u, next User) (needed bool, target time.Time) {
	for _, t := range u.Factors.Types() {
		// Within the second in which it was added, a factor that moves has the same time.
		changed := next.Factors.Since(t) != u.Factors.Since(t) || t.Channel() != "" && u.Destination(t.Channel()) != next.Destination(t.Channel())
		if since := u.Factors.Since(t); changed && (!needed || since.Before(target)) {
			needed, target = true, since
		}
	}
	return needed || u.TwoFactor() != "" && u.Factors != next.Factors, target
}
