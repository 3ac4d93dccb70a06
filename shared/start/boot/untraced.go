//go:build !otel

package boot

// traced is where package trace comes in, in a build that has it: `make build TRACING=on`.
func (p *Process) traced(handler any) any { return handler }
