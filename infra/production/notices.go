package production

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
)

// addTopic makes the topic that every alarm speaks to.
func (s *service) addTopic() awssns.Topic {
	// The key that AWS manages for SNS cannot be used by CloudWatch, so the topic has its own.
	// It goes with the stack, because nothing that it encrypts stays: by itself it would be kept, and paid for.
	key := awskms.NewKey(s.stack, jsii.String("AlarmKey"), &awskms.KeyProps{
		Description:       jsii.String("Encrypts Latchkey's alarms in transit"),
		EnableKeyRotation: jsii.Bool(true),
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
		PendingWindow:     awscdk.Duration_Days(jsii.Number(7)),
	})
	// Without an account: whether CloudWatch names one to KMS is not promised, and an alarm that
	// cannot use the key is lost without a word. Who may publish is the topic's to say.
	key.AddToResourcePolicy(cloudWatchMay("*", nil, "kms:Decrypt", "kms:GenerateDataKey*"), nil)
	topic := awssns.NewTopic(s.stack, jsii.String("Alarms"), &awssns.TopicProps{MasterKey: key, EnforceSSL: jsii.Bool(true)})
	// A policy of one's own takes the place of the one by which the account's alarms may publish.
	ours := map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": s.stack.Account()}}
	topic.AddToResourcePolicy(cloudWatchMay(*topic.TopicArn(), ours, "sns:Publish"))
	if s.settings.AlarmEmail != "" {
		awssns.NewSubscription(s.stack, jsii.String("AlarmEmail"), &awssns.SubscriptionProps{
			Topic:    topic,
			Protocol: awssns.SubscriptionProtocol_EMAIL,
			Endpoint: &s.settings.AlarmEmail,
		})
	}
	s.output("AlarmTopic", "Where alarms are published, for more subscriptions", topic.TopicArn())
	return topic
}

func cloudWatchMay(resource string, where map[string]any, actions ...string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)},
		Actions:    jsii.Strings(actions...),
		Resources:  jsii.Strings(resource),
		Conditions: &where,
	})
}
