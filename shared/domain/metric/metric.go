// Package metric owns what the service counts for those who run it: the names, the counts of
// a request, and the members of its log line out of which CloudWatch makes metrics (the
// embedded metric format).
//
// A thing is counted where it happens, and there once. The package knows no AWS and no HTTP:
// it sends nothing, and who counts need not know whether anybody listens.
package metric

import (
	"context"
	"sync"
)

// Name is what is counted. Alarms and dashboards are made of these.
type Name string

// The names.
const (
	SignIns              Name = "SignIns"              // sessions begun
	SignInFailures       Name = "SignInFailures"       // wrong names and passwords
	Passcodes            Name = "Passcodes"            // right codes
	PasscodeFailures     Name = "PasscodeFailures"     // wrong codes
	PasscodesSent        Name = "PasscodesSent"        // codes handed over, by mail or text
	PasscodesUndelivered Name = "PasscodesUndelivered" // codes that could not be
	TextsSent            Name = "TextsSent"            // codes handed over by text, each of which costs money
	LoneAdminHelp        Name = "LoneAdminHelp"        // second acts on one account by the only admin
	EmailsMoved          Name = "EmailsMoved"          // addresses that an admin changed
	BreachesUnanswered   Name = "BreachesUnanswered"   // new passwords that were not looked for among stolen ones
	Limited              Name = "Limited"              // requests refused by a limit
	Failures             Name = "Failures"             // requests that the service failed, and callers that it could not verify
)

// Names are all of them.
var Names = []Name{
	SignIns, SignInFailures, Passcodes, PasscodeFailures, PasscodesSent, PasscodesUndelivered, TextsSent,
	LoneAdminHelp, EmailsMoved, BreachesUnanswered, Limited, Failures,
}

// counts is what one request has counted. Its goroutines count at once.
type counts struct {
	namespace string
	mu        sync.Mutex
	counts    map[Name]int
}

type countsKey struct{}

// Begin starts the counts of a request. Without a namespace there is none.
func Begin(ctx context.Context, namespace string) context.Context {
	if namespace == "" {
		return ctx
	}
	return context.WithValue(ctx, countsKey{}, &counts{namespace: namespace, counts: map[Name]int{}})
}

// Count adds one to the request's counts, where there is one: a function that is invoked
// without a request has none.
func Count(ctx context.Context, name Name) {
	if t, ok := ctx.Value(countsKey{}).(*counts); ok {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.counts[name]++
	}
}
