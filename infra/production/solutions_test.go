package production_test

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/cloudformationinclude"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// suppression lets findings of cdk-nag stand, and says why.
type suppression struct{ rule, resource, reason string }

var suppressions = []suppression{{
	`AwsSolutions-IAM4.*AWSLambdaBasicExecutionRole`, `\w+FunctionRole$`,
	"SAM gives it to every role that it makes. It allows to write logs, and nothing else.",
}, {
	`AwsSolutions-IAM4.*AWSCodeDeployRoleForLambda`, `CodeDeployServiceRole$`,
	"SAM makes the role for canary deployments with the policy that AWS keeps for them.",
}, {
	`AwsSolutions-IAM5.*ses:.*(identity|configuration-set)/\*`, `\w+FunctionRole$`,
	"The sender may be verified as an address or as a domain, with any set for a default; a condition allows that sender alone.",
}, {
	`AwsSolutions-DDB3`, `(Sessions|Passcodes|AuthorizationCodes|SupportPins|Throttles|Idempotency)Table$`,
	"Its items expire within days and must not come back: restored, they would be sessions and codes that had ended.",
}, {
	`AwsSolutions-DDB3`, `RegistrationKeysTable$`,
	"Restored, keys that were used would be good again. Keys that are lost are issued anew.",
}, {
	`AwsSolutions-DDB3`, `ServiceKeysTable$`,
	"Restored, keys that were revoked would be valid again. Keys that are lost are issued anew.",
}, {
	`AwsSolutions-DDB3`, `DevicesTable$`,
	"Restored, devices that were forgotten would be known again. Devices that are lost are known again after a sign-in.",
}, {
	`AwsSolutions-SQS3`, `UndeliveredEvents$`,
	"It is itself where undelivered events end, and nothing reads it but people.",
}, {
	`AwsSolutions-SMG4`, `(Passcode|Subject|Pin)Key$`,
	"A key that is replaced has to verify for a while yet: rotation is a step of operations, and not a schedule's.",
}, {
	`AwsSolutions-SMG4`, `FrontSecret$`,
	"CloudFormation hands it to both sides at deployment; changed in between, the front could not reach the API.",
}, {
	`AwsSolutions-CFR1`, `Distribution`,
	"Users travel: which countries may sign in is the operator's to say, and the standard is all.",
}, {
	`AwsSolutions-CFR3`, `Distribution`,
	"The log goes to CloudWatch by a delivery, which the rule does not know of, and leaves out paths and queries.",
}}

// AwsSolutions sees no SAM types, so it looks at what CloudFormation makes of them.
func TestAwsSolutions(t *testing.T) {
	used := map[suppression]bool{}
	for name, s := range synth(t, everything) {
		for _, f := range findings(t, name, transformed(t, s)) {
			stands := false
			for _, by := range suppressions {
				if matches(by.rule, f.rule) && matches(by.resource, f.resource) {
					stands, used[by] = true, true
				}
			}
			if !stands {
				t.Errorf("%s: %s", f.resource, f.rule)
			}
		}
	}
	for _, s := range suppressions {
		if !used[s] {
			t.Errorf("nothing is suppressed by %s on %s: remove it", s.rule, s.resource)
		}
	}
}

func matches(pattern, whole string) bool {
	return regexp.MustCompile("^(?:" + pattern + ")").MatchString(whole)
}

type finding struct{ resource, rule string }

// findings runs the pack on a template, as an app of its own.
func findings(t *testing.T, name string, s stack) (all []finding) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "template.json")
	if err := os.WriteFile(file, s.source, 0o600); err != nil {
		t.Fatal(err)
	}
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir())})
	included := awscdk.NewStack(app, &name, &awscdk.StackProps{
		Synthesizer: awscdk.NewDefaultStackSynthesizer(&awscdk.DefaultStackSynthesizerProps{GenerateBootstrapVersionRule: jsii.Bool(false)}),
	})
	cloudformationinclude.NewCfnInclude(included, jsii.String("T"), &cloudformationinclude.CfnIncludeProps{TemplateFile: &file})
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(nil), nil)
	app.Synth(nil)
	return said(t, filepath.Join(*app.Outdir(), name+".metadata.json"))
}

// said is what a synthesis noted on each construct.
func said(t *testing.T, file string) (all []finding) {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var notes map[string][]struct {
		Type string
		Data any
	}
	if err := json.Unmarshal(source, &notes); err != nil {
		t.Fatal(err)
	}
	for construct, of := range notes {
		for _, note := range of {
			if note.Type == "aws:cdk:error" || note.Type == "aws:cdk:warning" {
				all = append(all, finding{path.Base(construct), note.Data.(string)})
			}
		}
	}
	return all
}
