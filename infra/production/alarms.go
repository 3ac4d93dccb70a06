package production

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
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

// addAlarms watches the service. It gives the alarms that end a deployment of each function that moves
// gradually, by its name: those of its own errors, and of what the whole service fails or crashes.
func (s *service) addAlarms() map[string][]awscloudwatch.Alarm {
	topic := s.addTopic()
	add := func(a alarm) awscloudwatch.Alarm { return s.addAlarm(a, *topic.TopicArn()) }
	failures, crashes, ends := add(s.failures()), add(s.crashes()), map[string][]awscloudwatch.Alarm{}
	for _, f := range s.Functions {
		if s.gradual(f) {
			ends[f.Name] = []awscloudwatch.Alarm{add(s.errors(f)), failures, crashes}
		}
	}
	for _, a := range s.others() {
		add(a)
	}
	return ends
}

// others are the alarms that end no deployment.
func (s *service) others() (all []alarm) {
	for _, f := range s.Functions {
		all = append(all, s.ofOne(f)...)
	}
	for _, t := range s.Tables {
		all = append(all, s.conflicts(t), s.throttledRequests(t), s.systemErrors(t))
	}
	all = append(all, throttles(), s.ofEvents())
	return slices.Concat(all, s.ofGateway(), s.ofAccounts(), s.ofMessages())
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
