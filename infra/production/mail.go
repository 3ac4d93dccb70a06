package production

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/jsii-runtime-go"
)

// mailSet is the configuration set that template.yaml sends with.
const mailSet = "MailSet"

// addMail makes the domain that mails come from an identity of SES, and counts its mails.
func (s *service) addMail() {
	if s.settings.MailDomain == "" {
		return
	}
	name := s.included.GetResource(jsii.String(mailSet)).Ref()
	set := awsses.ConfigurationSet_FromConfigurationSetName(s.stack, jsii.String("Mail"), name)
	awsses.NewConfigurationSetEventDestination(s.stack, jsii.String("MailCounts"), &awsses.ConfigurationSetEventDestinationProps{
		ConfigurationSet: set,
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
