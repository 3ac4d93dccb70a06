package account

import (
	"slices"

	"latchkey/shared/domain/fault"
)

// StaffFactor is the weakest type of second factor that is enough for staff.
type StaffFactor string

// The settings.
const (
	AnyFactor    StaffFactor = "any"
	StaffTOTP                = StaffFactor(TOTP)
	StaffPasskey             = StaffFactor(Passkey)
)

// StaffFactors are all of them.
var StaffFactors = []StaffFactor{AnyFactor, StaffTOTP, StaffPasskey}

// ErrFactorRequired refuses everything but enrolling to staff whose factors are too weak.
var ErrFactorRequired = fault.New(fault.Forbidden, "factor_required", "Staff need a stronger second factor here. Add one to your account first.")

func (s StaffFactor) suffices(t FactorType) bool {
	weakest := slices.Index(strongestFirst, FactorType(s))
	return t != "" && (weakest < 0 || slices.Index(strongestFirst, t) <= weakest)
}

// Met holds for staff with a factor that is strong enough, and for everybody who is no staff.
func (s StaffFactor) Met(u User) bool { return !u.Role.Staff() || s.suffices(u.TwoFactor()) }

// Offered are the methods by which a user signs in. Staff who have a factor that is strong enough sign in by
// no weaker one, or it would be of no use. Those who have none sign in with what they have, to enrol one.
func (s StaffFactor) Offered(u User, methods FactorTypes) FactorTypes {
	if !u.Role.Staff() || !s.Met(u) {
		return methods
	}
	return slices.DeleteFunc(slices.Clone(methods), func(t FactorType) bool { return !s.suffices(t) })
}

// Kept refuses a change that takes from staff their last factor that is strong enough.
func (s StaffFactor) Kept(u, next User) error {
	if u.Role.Staff() && s.Met(u) && !s.Met(next) {
		return ErrStaffTwoFactor
	}
	return nil
}
