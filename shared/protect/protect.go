// Package protect is for other teams: it guards an API of one's own with Latchkey's sessions.
//
// It owns the way from a request to its caller, and the refusal of everybody else. A function
// behind an HTTP API takes Lambda, and the authorizer that Latchkey's stack exports; a service
// that runs elsewhere takes a Guard, which asks Latchkey itself. Either way the caller is in
// the context, and comes from nothing that a client could make up.
//
// It must not know the rest of Latchkey: it imports the standard library and the events of
// aws-lambda-go alone, so that it is taken without anything else.
package protect

import (
	"context"
	"slices"
	"time"
)

// Caller is who is signed in.
type Caller struct {
	UserID     int64
	Role       string
	SignedInAt time.Time // zero from a Guard: Latchkey tells it to its authorizer only
}

// Access is whom something is for. Its zero value is nobody.
type Access struct{ roles []string }

// The roles of Latchkey, put together as they are mostly asked for.
var (
	Users  = Roles("user", "support", "admin")
	Staff  = Roles("support", "admin")
	Admins = Roles("admin")
)

// Roles is whoever has one of them. One that Latchkey may have some day is not among Users.
func Roles(names ...string) Access { return Access{slices.Clone(names)} }

// refuses says why a caller is not let in; nil when he is.
func (a Access) refuses(c Caller) *refusal {
	if slices.Contains(a.roles, c.Role) {
		return nil
	}
	return forbidden
}

type callerKey struct{}

func with(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerOf is who calls. It does not hold outside of what this package guards.
func CallerOf(ctx context.Context) (c Caller, guarded bool) {
	c, guarded = ctx.Value(callerKey{}).(Caller)
	return c, guarded
}
