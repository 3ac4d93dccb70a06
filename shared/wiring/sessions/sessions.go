// Package sessions puts together what begins and verifies sessions. It is apart from package setup
// because the authorizers run before every request, and must not link what they do not need.
package sessions

import (
	"latchkey/shared/aws/dynamo"
	"latchkey/shared/domain/account"
	"latchkey/shared/domain/session"
	"latchkey/shared/edge/api"
	"latchkey/shared/start/boot"
)

// Lifetimes are how long sessions last.
func Lifetimes() session.Lifetimes {
	return session.Lifetimes{
		User:  boot.Hours("SESSION_HOURS"),
		Staff: boot.Hours("STAFF_SESSION_HOURS"),
		Idle:  boot.Minutes("SESSION_IDLE_MINUTES"),
	}
}

// Verifier verifies sessions.
func Verifier(store *dynamo.Store) session.Verifier {
	return session.Verifier{Lifetimes: Lifetimes(), Store: store}
}

// Authorizer verifies callers for a gateway: users, and no services.
func Authorizer(store *dynamo.Store) api.Authorizer {
	return api.Authorizer{Sessions: Verifier(store), StaffFactor: StaffFactor(), Now: boot.Now}
}

// StaffFactor is the weakest second factor that is enough for staff.
func StaffFactor() account.StaffFactor {
	names := make([]string, len(account.StaffFactors))
	for i, s := range account.StaffFactors {
		names[i] = string(s)
	}
	return account.StaffFactor(boot.OneOf("STAFF_FACTOR", names...))
}
