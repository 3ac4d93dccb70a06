// Package access is what both guards share: who calls, who is let in, and the refusal of
// everybody else.
package access

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

// Roles is for callers who have one of them.
func Roles(names ...string) Access { return Access{slices.Clone(names)} }

// Refuses says why a caller is not let in; nil lets them in.
func (a Access) Refuses(c Caller) *Refusal {
	if slices.Contains(a.roles, c.Role) {
		return nil
	}
	return forbidden
}

type callerKey struct{}

// With puts the caller into the context.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerOf is who calls.
func CallerOf(ctx context.Context) (c Caller, guarded bool) {
	c, guarded = ctx.Value(callerKey{}).(Caller)
	return c, guarded
}
