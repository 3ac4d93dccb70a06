// Package trace owns what a function tells an OpenTelemetry collector: a span for each
// invocation, and one below it for each call of AWS.
//
// It is linked into a function by the build tag otel alone (`make build TRACING=on`), since it
// makes every binary twice as large, and speaks only where the environment names a collector.
// A span says of a request what its log line says, and less: the route and not the path, the
// status and the code of a problem, and no address. Nothing else that a client sent is in it,
// no header, no query, no body, and no key of an item.
package trace
