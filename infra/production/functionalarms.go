package production

import (
	"fmt"
	"maps"
	"slices"

	"latchkey/infra/template"
)

// ofOne are the alarms of one function: few functions have any, see the package. The errors of what
// moves gradually are made where they end its deployment.
func (s *service) ofOne(f template.Function) (all []alarm) {
	if !s.gradual(f) && (s.scheduled(f) || s.exported(f) || s.told(f)) {
		all = append(all, s.errors(f))
	}
	if s.gradual(f) || s.exported(f) {
		all = append(all, s.slowness(f))
	}
	if f.Name == firstAdmin || f.Name == recovery {
		all = append(all, s.use(f))
	}
	return all
}

// errors of a function are crashes and timeouts, never refusals, nor panics, which a route
// answers for: one may be an accident, and in two of five minutes it is a fault. This alarm also
// ends a deployment, so it has to see one within its five minutes. What runs by schedule runs
// rarely: one failure counts, until the next run is well.
func (s *service) errors(f template.Function) alarm {
	a := alarm{
		id: f.LogicalID + "Errors", name: f.Name + "-errors",
		says: fmt.Sprintf("The function %s crashes or times out. Its log lines of level ERROR say why it crashes. "+
			"A timeout leaves only Lambda's own line, which %s finds.", f.Name, unsuccessful),
		metric:  s.ofFunction(f, "Errors", sum, 1),
		atLeast: 1, times: 2, of: 5, missing: allWell,
	}
	if s.scheduled(f) {
		a.times, a.of, a.missing = 1, 1, asItWas
		a.says = fmt.Sprintf("A run of %s failed: it could not do its work, or found far more to remove than usual. Its log says which.", f.Name)
	}
	return a
}

// throttles are invocations that Lambda refuses, because the account has too many at once: one
// is a user turned away, a few in a burst pass by themselves. The limit is that of the account and region,
// and so is the metric: whichever function is refused, the others are about to be.
func throttles() alarm {
	return alarm{
		id: "Throttles", name: "throttles",
		says: "Too many functions run at once in this account and region, so Lambda refuses to run more, of this service or of another. " +
			"Look at the limit of concurrent executions. This CloudWatch query says which functions: " + throttled,
		metric:  series{namespace: "AWS/Lambda", name: "Throttles", statistic: sum, minutes: 1}.metric(),
		atLeast: 1, times: 3, of: 5, missing: allWell,
	}
}

// throttled is a query of Metrics Insights.
const throttled = `SELECT SUM(Throttles) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName ORDER BY SUM() DESC`

// slowness is measured against the timeout, which is where users begin to get errors: at half
// of it there is time to act. p99, so that a cold start among few requests is not the average;
// in three of three five-minute periods, so that it is not one request either. The gateway's latency
// watches the rest together.
func (s *service) slowness(f template.Function) alarm {
	return alarm{
		id: f.LogicalID + "Slow", name: f.Name + "-slow",
		says:    fmt.Sprintf("One call in a hundred to %s takes more than half of its timeout of %d s.", f.Name, f.Timeout),
		metric:  s.ofFunction(f, "Duration", "p99", 5),
		atLeast: float64(f.Timeout) * 1000 / 2, times: 3, of: 3, missing: allWell,
	}
}

// firstAdmin makes an admin for anyone who may invoke it, and recovery opens the account of one.
const (
	firstAdmin = "create-admin"
	recovery   = "recover-admin"
)

// use of a function that makes an admin is expected once, on the day of the first deployment,
// and that of one that recovers an admin when the deployer allows it.
func (s *service) use(f template.Function) alarm {
	return alarm{
		id: f.LogicalID + "Used", name: f.Name + "-used",
		says:    fmt.Sprintf("Somebody invoked %s, which gives the rights of an admin. If it was not you, CloudTrail says who it was.", f.Name),
		metric:  s.ofFunction(f, "Invocations", sum, 1),
		atLeast: 1, times: 1, of: 1, missing: allWell,
	}
}

// exported holds for a function that the gateways of other teams call.
func (s *service) exported(f template.Function) bool {
	return slices.Contains(slices.Collect(maps.Values(s.Exports)), f.ARN)
}

func (s *service) authorizes(f template.Function) bool {
	for _, a := range s.Authorizers {
		if a.Function == f.Name {
			return true
		}
	}
	return false
}

func (s *service) scheduled(f template.Function) bool {
	for _, schedule := range s.Schedules {
		if schedule.Function == f.Name {
			return true
		}
	}
	return false
}

// told holds for a function that a rule invokes: nobody waits for it, or would see that it fails.
func (s *service) told(f template.Function) bool {
	for _, rule := range s.Rules {
		if rule.Function == f.Name {
			return true
		}
	}
	return false
}
