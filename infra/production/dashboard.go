package production

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"latchkey/shared/domain/metric"
)

// addDashboard shows on one page what the alarms watch, in the order in which one asks: is there
// traffic, can people sign in, is it slow, what fails.
func (s *service) addDashboard() {
	const width, height = 8, 6 // three graphs in a row
	var widgets []awscloudwatch.IWidget
	for _, g := range s.graphs() {
		widgets = append(widgets, awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{
			Title: jsii.String(g.title), Left: &g.metrics, Width: jsii.Number(width), Height: jsii.Number(height),
			LiveData: jsii.Bool(true),
		}))
	}
	dashboard := awscloudwatch.NewDashboard(s.stack, jsii.String("Dashboard"), &awscloudwatch.DashboardProps{
		DashboardName: &s.settings.Stack,
	})
	for len(widgets) > 0 {
		row := min(3, len(widgets))
		dashboard.AddWidgets(widgets[:row]...)
		widgets = widgets[row:]
	}
}

type graph struct {
	title   string
	metrics []awscloudwatch.IMetric
}

func (s *service) graphs() []graph {
	return []graph{
		{"Requests", []awscloudwatch.IMetric{s.ofAPI("Count", sum), s.ofAPI("4xx", sum), s.ofAPI("5xx", sum)}},
		{"Latency (ms)", []awscloudwatch.IMetric{s.ofAPI("Latency", "p50"), s.ofAPI("Latency", "p95"), s.ofAPI("Latency", "p99")}},
		{"Failed by the service, refused by a limit", s.owns(metric.Failures, metric.Limited)},
		{"Sign-ins", s.owns(metric.SignIns, metric.SignInFailures)},
		{"Passcodes", s.owns(metric.Passcodes, metric.PasscodeFailures)},
		{"Passcodes on their way", s.owns(metric.PasscodesSent, metric.PasscodesUndelivered, metric.TextsSent)},
		{"Done by admins to accounts", s.owns(metric.EmailsMoved, metric.LoneAdminHelp)},
		{"New passwords not looked up", s.owns(metric.BreachesUnanswered)},
		{"Function errors", s.perFunction("Errors", sum)},
		{"Function throttles", s.perFunction("Throttles", sum)},
		{"Function duration (ms, p99)", s.perFunction("Duration", "p99")},
		{"Table reads (units)", s.perTable("ConsumedReadCapacityUnits")},
		{"Table writes (units)", s.perTable("ConsumedWriteCapacityUnits")},
		{"Transaction conflicts", s.perTable("TransactionConflict")},
		{"Mails", ofAccount("AWS/SES", sum, "Send", "Delivery", "Bounce", "Complaint", "Reject")},
		{"Mail reputation", ofAccount("AWS/SES", maximum, "Reputation.BounceRate", "Reputation.ComplaintRate")},
		{"Texts this month (USD)", ofAccount("AWS/SNS", maximum, "SMSMonthToDateSpentUSD")},
	}
}

func (s *service) owns(names ...metric.Name) (metrics []awscloudwatch.IMetric) {
	for _, name := range names {
		metrics = append(metrics, s.own(name, 5))
	}
	return metrics
}

func (s *service) perFunction(name, statistic string) (metrics []awscloudwatch.IMetric) {
	for _, f := range s.Functions {
		metrics = append(metrics, s.ofFunction(f, name, statistic, 5))
	}
	return metrics
}

func (s *service) perTable(name string) (metrics []awscloudwatch.IMetric) {
	for _, t := range s.Tables {
		metrics = append(metrics, s.ofTable(t, name, 5))
	}
	return metrics
}

func ofAccount(namespace, statistic string, names ...string) (metrics []awscloudwatch.IMetric) {
	for _, name := range names {
		metrics = append(metrics, series{namespace: namespace, name: name, statistic: statistic, minutes: 60}.metric())
	}
	return metrics
}
