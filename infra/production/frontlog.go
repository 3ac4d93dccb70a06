package production

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"
)

// recorded are the fields of CloudFront's log. Path and query are left out, as from the
// gateway's: they are the client's, and have usernames in them.
var recorded = []string{
	"timestamp", "x-edge-request-id", "x-edge-location", "c-ip", "cs-method", "cs(Host)", "sc-status",
	"x-edge-result-type", "x-edge-detailed-result-type", "time-taken", "ssl-protocol", "ssl-cipher", "cs-protocol-version",
}

// addLog has CloudFront write to a log group, where it is kept as long as the other logs. (Its
// older way writes whole requests to a bucket.)
func (f *front) addLog(distribution awscloudfront.Distribution) {
	name := "/aws/vendedlogs/cloudfront/" + f.service.settings.Stack
	group := awslogs.NewCfnLogGroup(f.stack, jsii.String("Logs"), &awslogs.CfnLogGroupProps{LogGroupName: &name, RetentionInDays: f.retention()})
	source := awslogs.NewCfnDeliverySource(f.stack, jsii.String("LogSource"), &awslogs.CfnDeliverySourceProps{
		Name:        f.stack.StackName(),
		LogType:     jsii.String("ACCESS_LOGS"),
		ResourceArn: distribution.DistributionArn(),
	})
	destination := awslogs.NewCfnDeliveryDestination(f.stack, jsii.String("LogDestination"), &awslogs.CfnDeliveryDestinationProps{
		Name:                   f.stack.StackName(),
		OutputFormat:           jsii.String("json"),
		DestinationResourceArn: jsii.String(withoutStar(group)),
	})
	delivery := awslogs.NewCfnDelivery(f.stack, jsii.String("LogDelivery"), &awslogs.CfnDeliveryProps{
		DeliverySourceName:     source.Name(),
		DeliveryDestinationArn: destination.AttrArn(),
		RecordFields:           jsii.Strings(recorded...),
	})
	delivery.AddDependency(source)
}

// retention is that of the service's own logs.
func (f *front) retention() *float64 {
	days, _ := strconv.ParseFloat(f.service.Parameters["LogRetentionDays"], 64) // the template has checked it
	return &days
}

// withoutStar is the ARN of a log group as other services want it: CloudFormation's ends in :*.
func withoutStar(group awslogs.CfnLogGroup) string {
	return *awscdk.Fn_Select(jsii.Number(0), awscdk.Fn_Split(jsii.String(":*"), group.AttrArn(), nil))
}
