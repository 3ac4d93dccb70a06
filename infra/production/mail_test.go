package production_test

import (
	"strings"
	"testing"
)

func TestMailsAreSignedEncryptedAndCounted(t *testing.T) {
	s := service(t, full)
	sets := s.ofType("AWS::SES::ConfigurationSet")
	if len(sets) != 1 {
		t.Fatalf("configuration sets: %v", sets)
	}
	set := s.Resources[sets[0]].Properties
	if sets[0] != "MailSet" {
		t.Errorf("the set is %s", sets[0])
	}
	if at(set, "DeliveryOptions", "TlsPolicy") != "REQUIRE" || at(set, "ReputationOptions", "ReputationMetricsEnabled") != true ||
		text(at(set, "SuppressionOptions", "SuppressedReasons")) != `["BOUNCE","COMPLAINT"]` {
		t.Errorf("the set is %s", text(set))
	}
	identity := s.Resources[s.ofType("AWS::SES::EmailIdentity")[0]].Properties
	if identity["EmailIdentity"] != "latchkey.example" || at(identity, "ConfigurationSetAttributes", "ConfigurationSetName", "Ref") != sets[0] {
		t.Errorf("the identity is %s", text(identity))
	}
	for _, id := range s.ofType("AWS::SES::ConfigurationSetEventDestination") {
		if at(s.Resources[id].Properties, "ConfigurationSetName", "Ref") != sets[0] {
			t.Errorf("%s is of another set: %s", id, text(s.Resources[id].Properties))
		}
	}
	for _, name := range []string{"DkimRecord1", "DkimRecord2", "DkimRecord3"} {
		if !strings.Contains(text(s.Outputs[name]), "DkimDNSTokenValue") {
			t.Errorf("%s is %s", name, text(s.Outputs[name]))
		}
	}
	if records := s.ofType("AWS::Route53::RecordSet"); len(records) != 3 {
		t.Errorf("records in the zone: %v", records)
	}
}

func TestWithoutAMailDomainThereIsTheTemplatesSetAlone(t *testing.T) {
	s := service(t, plain)
	if found := s.ofType("AWS::SES::EmailIdentity"); len(found) > 0 || len(s.ofType("AWS::SES::ConfigurationSet")) != 1 {
		t.Errorf("there are %v and %v", found, s.ofType("AWS::SES::ConfigurationSet"))
	}
}

// SES publishes on the default bus alone. What it tells comes from the set that functions send with, and the
// rule takes no event of another set to the function.
func TestBouncesAreTold(t *testing.T) {
	s := service(t, plain)
	told := s.Resources["MailSetFeedback"].Properties
	if at(told, "ConfigurationSetName", "Ref") != "MailSet" || text(at(told, "EventDestination", "MatchingEventTypes")) != `["bounce","complaint"]` ||
		!strings.HasSuffix(text(at(told, "EventDestination", "EventBridgeDestination", "EventBusArn")), `:event-bus/default"}`) {
		t.Errorf("told are %s", text(told))
	}
	if at(s.Globals, "Function", "Environment", "Variables", "CONFIGURATION_SET", "Ref") != "MailSet" {
		t.Error("functions send with another set")
	}
	rule := at(s.Resources["MailFeedbackFunction"].Properties, "Events", "Feedback", "Properties", "Pattern")
	const want = `{"detail":{"mail":{"tags":{"ses:configuration-set":[{"Ref":"MailSet"}]}}},"detail-type":["Email Bounced","Email Complaint Received"],"source":["aws.ses"]}`
	if text(rule) != want {
		t.Errorf("the rule takes %s", text(rule))
	}
}
