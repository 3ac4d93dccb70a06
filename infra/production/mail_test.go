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
	if at(set, "DeliveryOptions", "TlsPolicy") != "REQUIRE" || at(set, "ReputationOptions", "ReputationMetricsEnabled") != true ||
		text(at(set, "SuppressionOptions", "SuppressedReasons")) != `["BOUNCE","COMPLAINT"]` {
		t.Errorf("the set is %s", text(set))
	}
	identity := s.Resources[s.ofType("AWS::SES::EmailIdentity")[0]].Properties
	if identity["EmailIdentity"] != "latchkey.example" || at(identity, "ConfigurationSetAttributes", "ConfigurationSetName", "Ref") != sets[0] {
		t.Errorf("the identity is %s", text(identity))
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

func TestWithoutAMailDomainSesIsLeftAlone(t *testing.T) {
	s := service(t, plain)
	if found := append(s.ofType("AWS::SES::EmailIdentity"), s.ofType("AWS::SES::ConfigurationSet")...); len(found) > 0 {
		t.Errorf("there are %v", found)
	}
}
