package production

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/jsii-runtime-go"
)

// addMail makes the domain that mails come from an identity of SES. Its configuration set goes
// with every mail by itself, so that no function has to name it, or be allowed to.
func (s *service) addMail() {
	if s.settings.MailDomain == "" {
		return
	}
	set := awsses.NewConfigurationSet(s.stack, jsii.String("Mail"), &awsses.ConfigurationSetProps{
		ReputationMetrics:  jsii.Bool(true),
		TlsPolicy:          awsses.ConfigurationSetTlsPolicy_REQUIRE, // anyone who listens could read a code in clear
		SuppressionReasons: awsses.SuppressionReasons_BOUNCES_AND_COMPLAINTS,
	})
	// Counted by CloudWatch rather than told one by one: what is told has the address in it.
	set.AddEventDestination(jsii.String("Counts"), &awsses.ConfigurationSetEventDestinationOptions{
		Destination: awsses.EventDestination_CloudWatchDimensions(&[]*awsses.CloudWatchDimension{{
			Name:         jsii.String("ses:configuration-set"),
			Source:       awsses.CloudWatchDimensionSource_MESSAGE_TAG,
			DefaultValue: jsii.String("none"),
		}}),
		Events: &[]awsses.EmailSendingEvent{
			awsses.EmailSendingEvent_SEND, awsses.EmailSendingEvent_DELIVERY, awsses.EmailSendingEvent_DELIVERY_DELAY,
			awsses.EmailSendingEvent_BOUNCE, awsses.EmailSendingEvent_COMPLAINT, awsses.EmailSendingEvent_REJECT,
		},
	})
	identity := awsses.NewEmailIdentity(s.stack, jsii.String("Sender"), &awsses.EmailIdentityProps{
		Identity:         awsses.Identity_Domain(&s.settings.MailDomain),
		ConfigurationSet: set,
	})
	s.addSignatures(identity)
}

// addSignatures has the domain name the keys that mails are signed with (DKIM).
func (s *service) addSignatures(identity awsses.EmailIdentity) {
	for i, record := range *identity.DkimRecords() {
		s.output(fmt.Sprintf("DkimRecord%d", i+1), "A CNAME record that SES finds the mail domain by", jsii.String(*record.Name+" "+*record.Value))
		if s.settings.inZone(s.settings.MailDomain) {
			awsroute53.NewCfnRecordSet(s.stack, jsii.String(fmt.Sprintf("DkimRecordSet%d", i+1)), &awsroute53.CfnRecordSetProps{
				HostedZoneId:    &s.settings.ZoneID,
				Name:            record.Name,
				Type:            jsii.String("CNAME"),
				Ttl:             jsii.String("1800"),
				ResourceRecords: jsii.Strings(*record.Value),
			})
		}
	}
}
