package production

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/jsii-runtime-go"
)

// secretHeaders are what lets somebody in, and what a client alone is to know.
var secretHeaders = []string{"authorization", "private-token", "challenge-id", "challenge-code", "idempotency-key", "device-token", "x-backend-secret", "cookie"}

// addACLLog keeps what was refused, without what lets somebody in, and without the client's own
// words in path and query, which have usernames and addresses in them.
func (f *front) addACLLog(acl awswafv2.CfnWebACL) {
	group := awslogs.NewCfnLogGroup(f.stack, jsii.String("AclLogs"), &awslogs.CfnLogGroupProps{
		LogGroupName:    jsii.String("aws-waf-logs-" + f.service.settings.Stack), // WAF wants this beginning
		RetentionInDays: f.retention(),
	})
	awswafv2.NewCfnLoggingConfiguration(f.stack, jsii.String("AclLogging"), &awswafv2.CfnLoggingConfigurationProps{
		ResourceArn:           acl.AttrArn(),
		LogDestinationConfigs: &[]any{withoutStar(group)},
		RedactedFields:        redacted(),
		LoggingFilter: map[string]any{
			"DefaultBehavior": "DROP",
			"Filters": []any{map[string]any{
				"Behavior": "KEEP", "Requirement": "MEETS_ANY",
				"Conditions": []any{map[string]any{"ActionCondition": map[string]string{"Action": "BLOCK"}}},
			}},
		},
	})
}

func redacted() *[]*awswafv2.CfnLoggingConfiguration_FieldToMatchProperty {
	fields := []*awswafv2.CfnLoggingConfiguration_FieldToMatchProperty{{UriPath: map[string]any{}}, {QueryString: map[string]any{}}}
	for _, header := range secretHeaders {
		fields = append(fields, &awswafv2.CfnLoggingConfiguration_FieldToMatchProperty{SingleHeader: map[string]string{"Name": header}})
	}
	return &fields
}

// unquoted is where a rule may find something, which the log of a refusal quotes even if the
// rule only counts: a part of a body, say, which may be one of a password. Redaction does not
// reach it.
func unquoted() *[]*awswafv2.CfnWebACL_DataProtectProperty {
	var fields []*awswafv2.CfnWebACL_DataProtectProperty
	for _, kind := range []string{"BODY", "QUERY_STRING"} {
		fields = append(fields, &awswafv2.CfnWebACL_DataProtectProperty{
			Action: jsii.String("SUBSTITUTION"),
			Field:  &awswafv2.CfnWebACL_FieldToProtectProperty{FieldType: &kind},
		})
	}
	return &fields
}
