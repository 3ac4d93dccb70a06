// Package protect is for other teams: it guards an API of one's own with Latchkey's sessions.
//
// It owns the way from a request to its caller, and the refusal of everybody else. A service on
// net/http takes a Guard, which asks Latchkey itself. A function behind an HTTP API takes package
// protectlambda, and the authorizer that Latchkey's stack exports. Either way the caller is in
// the context, and comes from nothing that a client could make up.
//
// It must not know the rest of Latchkey: it is a module of its own, and this package imports the
// standard library alone.
package protect

import (
	"context"

	"latchkey/clients/protect/internal/access"
)

// Caller is who is signed in.
type Caller = access.Caller

// Access is whom something is for. Its zero value is nobody.
type Access = access.Access

// The roles of Latchkey, put together as they are mostly asked for.
var (
	Users  = Roles("user", "support", "admin")
	Staff  = Roles("support", "admin")
	Admins = Roles("admin")
)

// Roles is for callers who have one of them. A role that Latchkey may have some day is not among Users.
func Roles(names ...string) Access { return access.Roles(names...) }

// CallerOf is who calls. It does not hold outside of what this module guards.
func CallerOf(ctx context.Context) (c Caller, guarded bool) { return access.CallerOf(ctx) }
