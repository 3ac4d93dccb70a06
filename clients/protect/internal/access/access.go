// Package access is what both guards share: the caller, the roles that have access, and the
// refusals.
package access

import (
	"context"
	"slices"
	"time"
)

// Caller is the signed-in user.
type Caller struct {
	UserID     int64
	Role       string
	SignedInAt time.Time // zero from a Guard: Latchkey tells it to its authorizer only
}

// Access says which roles have access. Its zero value lets nobody in.
type Access struct{ roles []string }

// Roles gives access to callers with one of the roles.
func Roles(names ...string) Access { return Access{slices.Clone(names)} }

// Refuses gives the reason why a caller has no access, or nil.
func (a Access) Refuses(c Caller) *Refusal {
	if slices.Contains(a.roles, c.Role) {
		return nil
	}
	return forbidden
}

type callerKey struct{}

// With adds the caller to the context.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerOf gives the caller.
func CallerOf(ctx context.Context) (c Caller, guarded bool) {
	c, guarded = ctx.Value(callerKey{}).(Caller)
	return c, guarded
}
