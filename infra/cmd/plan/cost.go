package main

import (
	"fmt"
	"strings"
)

// What CloudWatch asks a month for an alarm, in hundredths of a dollar, by its price list for us-east-1
// (https://aws.amazon.com/cloudwatch/pricing): for each metric that it reads, and more where it
// reads it within the minute. What a query of Metrics Insights reads is only known once it runs.
// An account has ten alarms free.
const (
	standardMetric = 10
	quickMetric    = 30
	composite      = 50
)

type alarms struct{ number, cents, queries int }

func (a alarms) String() string {
	says := fmt.Sprintf("%d, for about $%d.%02d a month", a.number, a.cents/100, a.cents%100)
	if a.queries > 0 {
		says += fmt.Sprintf(", and $0.10 for each metric that %d queries find", a.queries)
	}
	return says
}

func (t template) alarms() (all alarms) {
	for _, r := range t.Resources {
		switch r.Type {
		case "AWS::CloudWatch::CompositeAlarm":
			all.number++
			all.cents += composite
		case "AWS::CloudWatch::Alarm":
			all.number++
			all.add(r.Properties)
		}
	}
	return all
}

// add adds what one alarm reads: the metric that it names, or those of its expression.
func (a *alarms) add(alarm map[string]any) {
	if alarm["MetricName"] != nil {
		a.cents += price(alarm["Period"])
	}
	for _, query := range list(alarm["Metrics"]) {
		of := members(query)
		if stat := members(of["MetricStat"]); stat != nil {
			a.cents += price(stat["Period"])
		}
		if strings.HasPrefix(strings.ToUpper(words(of["Expression"])), "SELECT ") {
			a.queries++
		}
	}
}

func price(period any) int {
	if seconds, ok := period.(float64); ok && seconds < 60 {
		return quickMetric
	}
	return standardMetric
}
