package production

import "github.com/aws/jsii-runtime-go"

// trace has Lambda report each invocation to X-Ray, where the setting says so. SAM then lets the
// role of each function write to X-Ray. Functions need no code for it: Lambda
// knows nothing of a request but its times and whether the function failed, so no secret and no
// address can be in a trace. Spans of calls to AWS would need an SDK in each function, which
// makes a binary twice as large.
func (s *service) trace() {
	if !s.settings.Tracing {
		return
	}
	for _, f := range s.Functions {
		s.function(f).SetTracing(jsii.String("Active"))
	}
}
