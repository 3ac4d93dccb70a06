package production

import (
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"latchkey/infra/template"
)

// alarm is a metric, how much of it is too much, and what to say then.
type alarm struct {
	id, name  string
	says      string
	metric    awscloudwatch.IMetric
	atLeast   float64
	times, of float64 // in how many of how many periods
	missing   awscloudwatch.TreatMissingData
}

// What it means that a metric has no data. Most count what goes wrong, and write nothing while
// nothing does. A gauge that is written now and then stands as it was.
const (
	allWell = awscloudwatch.TreatMissingData_NOT_BREACHING
	asItWas = awscloudwatch.TreatMissingData_IGNORE
)

// addAlarms watches the service. It gives the alarms that end a deployment of each function, by
// its name.
func (s *service) addAlarms() map[string][]awscloudwatch.Alarm {
	topic := s.addTopic()
	add := func(a alarm) awscloudwatch.Alarm { return s.addAlarm(a, *topic.TopicArn()) }
	failures, errors := add(s.failures()), map[string]awscloudwatch.Alarm{}
	for _, f := range s.Functions {
		errors[f.Name] = add(s.errors(f))
		add(s.throttles(f))
		if s.waitedOn(f) {
			add(s.slowness(f))
		}
		if f.Name == firstAdmin || f.Name == recovery {
			add(s.use(f))
		}
	}
	for _, t := range s.Tables {
		add(s.conflicts(t))
		add(s.throttledRequests(t))
		add(s.systemErrors(t))
	}
	for _, alarms := range [][]alarm{s.ofGateway(), s.ofAccounts(), s.ofMessages()} {
		for _, a := range alarms {
			add(a)
		}
	}
	return s.endings(failures, errors)
}

func (s *service) addAlarm(a alarm, topic string) awscloudwatch.Alarm {
	made := awscloudwatch.NewAlarm(s.stack, &a.id, &awscloudwatch.AlarmProps{
		AlarmName:          jsii.String(s.settings.Stack + "-" + a.name),
		AlarmDescription:   &a.says,
		Metric:             a.metric,
		Threshold:          &a.atLeast,
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		DatapointsToAlarm:  &a.times,
		EvaluationPeriods:  &a.of,
		TreatMissingData:   a.missing,
	})
	resource := made.Node().DefaultChild().(awscloudwatch.CfnAlarm)
	resource.SetAlarmActions(jsii.Strings(topic))
	resource.SetOkActions(jsii.Strings(topic))
	return made
}

// errors of a function are crashes and timeouts, never refusals, nor panics, which a route
// answers for: one may be an accident, and in two of five minutes it is a fault. This alarm also
// ends a deployment, so it has to see one within its five minutes. What runs by schedule runs
// rarely: one failure counts, until the next run is well.
func (s *service) errors(f template.Function) alarm {
	a := alarm{
		id: f.LogicalID + "Errors", name: f.Name + "-errors",
		says: fmt.Sprintf("The function %s crashes or times out. Its log entries of level ERROR say why it crashes. "+
			"A timeout leaves Lambda's own line alone, found by %s.", f.Name, timedOut),
		metric:  s.ofFunction(f, "Errors", sum, 1),
		atLeast: 1, times: 2, of: 5, missing: allWell,
	}
	if s.scheduled(f) {
		a.times, a.of, a.missing = 1, 1, asItWas
		a.says = fmt.Sprintf("A run of %s failed: it could not do its work, or found far more to remove than is usual. Its log says which.", f.Name)
	}
	return a
}

// timedOut is the filter of CloudWatch Logs for invocations that did not end by themselves.
const timedOut = `{ ($.type = "platform.report") && ($.record.status != "success") }`

// throttles are invocations that Lambda refuses, because the account has too many at once: one
// is a user turned away, a few in a burst pass by themselves.
func (s *service) throttles(f template.Function) alarm {
	return alarm{
		id: f.LogicalID + "Throttles", name: f.Name + "-throttles",
		says:    fmt.Sprintf("Lambda refuses to run %s. Look at the account's limit of concurrent executions.", f.Name),
		metric:  s.ofFunction(f, "Throttles", sum, 1),
		atLeast: 1, times: 3, of: 5, missing: allWell,
	}
}

// slowness is measured against the timeout, which is where users begin to get errors: at half
// of it there is time to act. p99, so that a cold start among few requests is not the average;
// in three of three five-minute periods, so that it is not one request either.
func (s *service) slowness(f template.Function) alarm {
	return alarm{
		id: f.LogicalID + "Slow", name: f.Name + "-slow",
		says:    fmt.Sprintf("Of a hundred calls of %s, the slowest takes more than half of its timeout of %d s.", f.Name, f.Timeout),
		metric:  s.ofFunction(f, "Duration", "p99", 5),
		atLeast: float64(f.Timeout) * 1000 / 2, times: 3, of: 3, missing: allWell,
	}
}

// firstAdmin makes an admin for whoever may invoke it, and recovery opens the account of one.
const (
	firstAdmin = "create-admin"
	recovery   = "recover-admin"
)

// use of a function that makes an admin is expected once, on the day of the first deployment,
// and that of one that recovers an admin when whoever deploys said so.
func (s *service) use(f template.Function) alarm {
	return alarm{
		id: f.LogicalID + "Used", name: f.Name + "-used",
		says:    fmt.Sprintf("Somebody invoked %s, which gives the rights of an admin. Unless it was you: CloudTrail says who.", f.Name),
		metric:  s.ofFunction(f, "Invocations", sum, 1),
		atLeast: 1, times: 1, of: 1, missing: allWell,
	}
}

// waitedOn says whether people wait on a function before they are signed in: it serves a route
// for anyone, or stands before all others, here or, exported, at the gateways of other teams.
// The gateway's latency watches the rest together.
func (s *service) waitedOn(f template.Function) bool {
	for _, route := range s.Routes {
		if route.Function == f.Name && route.Authorizer == "" {
			return true
		}
	}
	return s.authorizes(f) || s.exported(f)
}

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
