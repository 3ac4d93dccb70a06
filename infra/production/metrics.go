package production

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"latchkey/infra/template"
	"latchkey/shared/domain/metric"
)

const (
	sum     = "Sum"
	maximum = "Maximum"
)

// series is one metric of CloudWatch, summed up over periods of so many minutes.
type series struct {
	namespace, name, statistic string
	of                         map[string]*string // dimensions
	minutes                    float64
	label                      string
}

func (m series) metric() awscloudwatch.Metric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace:     &m.namespace,
		MetricName:    &m.name,
		Statistic:     &m.statistic,
		DimensionsMap: &m.of,
		Period:        awscdk.Duration_Minutes(&m.minutes),
		Label:         jsii.String(firstOf(m.label, m.name)),
	})
}

// own is a metric that the functions write with their logs. It has no dimensions.
func (s *service) own(name metric.Name, minutes float64) awscloudwatch.Metric {
	return series{namespace: namespace(s.settings.Stack), name: string(name), statistic: sum, minutes: minutes}.metric()
}

// namespace is where the functions of a stack write their metrics: template.yaml says it to them.
func namespace(stack string) string { return "Latchkey/" + stack }

func (s *service) ofFunction(f template.Function, name, statistic string, minutes float64) awscloudwatch.Metric {
	of := map[string]*string{"FunctionName": s.function(f).Ref()}
	return series{"AWS/Lambda", name, statistic, of, minutes, f.Name}.metric()
}

func (s *service) ofAPI(name, statistic string) awscloudwatch.Metric {
	of := map[string]*string{"ApiId": s.api().Ref()}
	return series{"AWS/ApiGateway", name, statistic, of, 5, name + " " + statistic}.metric()
}

func (s *service) ofTable(t template.Table, name string, minutes float64) awscloudwatch.Metric {
	of := map[string]*string{"TableName": s.table(t)}
	return series{"AWS/DynamoDB", name, sum, of, minutes, t.LogicalID}.metric()
}

// table is the name that a table has once it is deployed.
func (s *service) table(t template.Table) *string {
	return s.included.GetResource(&t.LogicalID).Ref()
}

// share is how many percent of all are failures, from atLeast failures on: below that it is
// zero, so that one failure of two at night is no failure rate of 50 %.
func share(failures, successes awscloudwatch.IMetric, atLeast, minutes float64, label string) awscloudwatch.MathExpression {
	return expression(fmt.Sprintf("IF(failures >= %g, 100 * failures / (failures + FILL(successes, 0)), 0)", atLeast), minutes, label,
		map[string]awscloudwatch.IMetric{"failures": failures, "successes": successes})
}

func expression(text string, minutes float64, label string, using map[string]awscloudwatch.IMetric) awscloudwatch.MathExpression {
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression:   &text,
		UsingMetrics: &using,
		Period:       awscdk.Duration_Minutes(&minutes),
		Label:        &label,
	})
}
