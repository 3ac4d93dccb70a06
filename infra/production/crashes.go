package production

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"
)

const (
	// functionLogs is the log group that template.yaml gives to all functions.
	functionLogs = "FunctionLogs"
	// unsuccessful is the filter of CloudWatch Logs for invocations that did not end by themselves: Lambda
	// writes of each that crashed, timed out or could not start.
	unsuccessful = `{ ($.type = "platform.report") && ($.record.status != "success") }`
	// crashed is the query of CloudWatch Logs Insights that counts them by function, which stands in the name
	// of the log stream.
	crashed = `filter type = "platform.report" and record.status != "success" | parse @logStream "*/*/*/*[*" as year, month, day, function, rest | ` +
		`stats count() by function, record.status`
)

// crashes are the errors of all functions together, counted in their log. The metric has no value
// while nothing crashes, and costs nothing then.
func (s *service) crashes() alarm {
	const name = "Crashes"
	awslogs.NewCfnMetricFilter(s.stack, jsii.String("CrashFilter"), &awslogs.CfnMetricFilterProps{
		LogGroupName:  s.included.GetResource(jsii.String(functionLogs)).Ref(),
		FilterPattern: jsii.String(unsuccessful),
		MetricTransformations: []awslogs.CfnMetricFilter_MetricTransformationProperty{{
			MetricNamespace: jsii.String(namespace(s.settings.Stack)), MetricName: jsii.String(name), MetricValue: jsii.String("1"),
		}},
	})
	return alarm{
		id: "Crashes", name: "crashes",
		says: "A function crashes, times out or cannot start. In CloudWatch Logs Insights, over the log group " + functionLogs +
			", this query says which: " + crashed + ". Unless it is a timeout, lines of level ERROR in the stream say why.",
		metric:  series{namespace: namespace(s.settings.Stack), name: name, statistic: sum, minutes: 1}.metric(),
		atLeast: 1, times: 2, of: 5, missing: allWell, // as of a single function, see errors
	}
}
