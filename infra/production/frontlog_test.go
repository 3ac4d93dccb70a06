package production_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// neither log holds what lets somebody in, or whom a path names.
func TestFrontLogsNoSecrets(t *testing.T) {
	s := synth(t, full)["latchkey-front"]
	redacted := text(s.Resources["AclLogging"].Properties["RedactedFields"])
	for _, header := range []string{"authorization", "private-token", "challenge-id", "challenge-code", "idempotency-key", "device-token", "x-backend-secret", "cookie"} {
		if !strings.Contains(redacted, `{"SingleHeader":{"Name":"`+header+`"}}`) {
			t.Errorf("%s is logged", header)
		}
	}
	for _, part := range []string{"UriPath", "QueryString"} {
		if !strings.Contains(redacted, `{"`+part+`":{}}`) {
			t.Errorf("the %s is logged: %s", part, redacted)
		}
	}
	// What a rule found is quoted, from wherever it was.
	quoted := text(at(s.Resources["Acl"].Properties, "DataProtectionConfig", "DataProtections"))
	for _, part := range []string{"BODY", "QUERY_STRING"} {
		if !strings.Contains(quoted, `{"Action":"SUBSTITUTION","Field":{"FieldType":"`+part+`"}}`) {
			t.Errorf("the %s is quoted: %s", part, quoted)
		}
	}
	for _, field := range recorded(t) {
		if regexp.MustCompile(`uri|query|ookie|eferer|header`).MatchString(field) {
			t.Errorf("CloudFront logs %s", field)
		}
	}
}

// recorded are the fields of CloudFront's log.
func recorded(t *testing.T) (fields []string) {
	t.Helper()
	all, _ := synth(t, full)["latchkey-front"].Resources["LogDelivery"].Properties["RecordFields"].([]any)
	for _, field := range all {
		fields = append(fields, field.(string))
	}
	if !slices.Contains(fields, "c-ip") {
		t.Fatalf("CloudFront logs %q", fields)
	}
	return fields
}

// the inventory names both logs of the front, each field of the one, and what the other
// leaves out.
func TestFrontsLogsAreInTheInventory(t *testing.T) {
	page, err := os.ReadFile("../../docs/logs.md")
	if err != nil {
		t.Fatal(err)
	}
	names := recorded(t)
	s := synth(t, full)["latchkey-front"]
	for _, id := range s.ofType("AWS::Logs::LogGroup") {
		name, _ := s.Resources[id].Properties["LogGroupName"].(string)
		names = append(names, strings.ReplaceAll(name, "latchkey", "<stack>"))
	}
	redacted, _ := s.Resources["AclLogging"].Properties["RedactedFields"].([]any)
	for _, field := range redacted {
		if header, ok := at(field, "SingleHeader", "Name").(string); ok {
			names = append(names, header)
		}
	}
	for _, name := range names {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/logs.md has no `%s`", name)
		}
	}
}
