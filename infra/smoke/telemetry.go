package smoke

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// logLines are about what the operator will look at.
func (d *deployment) logLines() []line {
	return []line{
		{"a request has its line in the log of the functions", d.requestLine},
		{"a request has its line in the access log", d.accessLine},
		{"metrics arrive", d.metrics},
		{"no alarm rings", d.alarms},
	}
}

// find waits for the line of the request to /health that this run made.
func (d *deployment) find(ctx context.Context, group string) (string, error) {
	if d.seen == "" {
		return "", skipped("no request of this run had an id")
	}
	var message string
	found, err := eventually(ctx, func() (bool, error) {
		var out struct{ Events []struct{ Message string } }
		err := aws(ctx, &out, "logs", "filter-log-events", "--log-group-name", d.resources[group],
			"--filter-pattern", fmt.Sprintf(`{ $.request_id = "%s" }`, d.seen))
		if err != nil || len(out.Events) == 0 {
			return false, err
		}
		message = out.Events[0].Message
		return true, nil
	})
	if err == nil && !found {
		err = fmt.Errorf("a minute later there is no line with the request id %s", d.seen)
	}
	return message, err
}

// requestLine also finds a line whose level or time Lambda did not understand.
func (d *deployment) requestLine(ctx context.Context) error {
	message, err := d.find(ctx, "FunctionLogs")
	if err != nil {
		return err
	}
	var l struct{ Timestamp, Level string }
	if err := json.Unmarshal([]byte(message), &l); err != nil {
		return fmt.Errorf("the line is not JSON: %w", err)
	}
	if l.Timestamp == "" || l.Level != "INFO" {
		return fmt.Errorf("the line has the timestamp %q and the level %q, not INFO", l.Timestamp, l.Level)
	}
	return nil
}

func (d *deployment) accessLine(ctx context.Context) error {
	_, err := d.find(ctx, "AccessLogs")
	return err
}

func (d *deployment) metrics(ctx context.Context) error {
	found, err := eventually(ctx, func() (bool, error) {
		var out struct{ Metrics []struct{ MetricName string } }
		err := aws(ctx, &out, "cloudwatch", "list-metrics", "--namespace", "Latchkey/"+d.Stack)
		return len(out.Metrics) > 0, err
	})
	if err == nil && !found {
		err = errors.New("there is none in the namespace Latchkey/" + d.Stack)
	}
	return err
}

func (d *deployment) alarms(ctx context.Context) error {
	if len(d.ofType["AWS::CloudWatch::Alarm"]) == 0 {
		return skipped("the stack has no alarms: they come with the CDK app")
	}
	var out struct {
		MetricAlarms []struct{ AlarmName, AlarmDescription string }
	}
	err := aws(ctx, &out, "cloudwatch", "describe-alarms", "--alarm-name-prefix", d.Stack+"-", "--state-value", "ALARM")
	if err == nil && len(out.MetricAlarms) > 0 {
		err = fmt.Errorf("%s: %s", out.MetricAlarms[0].AlarmName, out.MetricAlarms[0].AlarmDescription)
	}
	return err
}
