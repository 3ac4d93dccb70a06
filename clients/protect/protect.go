// Package protect is for other teams: it protects their APIs with Latchkey's sessions.
//
// It finds the caller of a request and refuses requests without access:
//   - A service on net/http uses a Guard, which asks Latchkey.
//   - A function behind an HTTP API uses package protectlambda and the authorizer that Latchkey's
//     stack exports.
//
// In both cases the caller is in the context, and a client cannot forge it.
//
// The package must not know the rest of Latchkey. It is a module of its own and imports only the
// standard library.
package protect

import (
	"context"

	"latchkey/clients/protect/internal/access"
)

// Caller is the signed-in user.
type Caller = access.Caller

// Access says which roles have access. Its zero value lets nobody in.
type Access = access.Access

// The usual groups of Latchkey's roles.
var (
	Users  = Roles("user", "support", "admin")
	Staff  = Roles("support", "admin")
	Admins = Roles("admin")
)

// Roles gives access to callers with one of the roles. Users does not include roles that Latchkey adds later.
func Roles(names ...string) Access { return access.Roles(names...) }

// CallerOf gives the caller. Outside of a handler that this module protects, guarded is false.
func CallerOf(ctx context.Context) (c Caller, guarded bool) { return access.CallerOf(ctx) }
