package production_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func TestWithoutFrontTheApiIsItsOwn(t *testing.T) {
	stacks := synth(t, modest)
	if len(stacks) != 1 {
		t.Errorf("there are %d stacks", len(stacks))
	}
	s := stacks["latchkey"]
	api := s.Resources["Api"].Properties
	if api["DisableExecuteApiEndpoint"] != nil || at(api, "Domain", "DomainName") != "auth.latchkey.example" {
		t.Errorf("the API is %s", text(api))
	}
	if at(s.Globals, "Function", "Environment", "Variables", "ORIGIN_SECRET", "Ref") != "OriginSecret" || at(s.Parameters, "OriginSecret", "Default") != "" {
		t.Error("functions want a secret without a front")
	}
}

// No request bypasses the front.
func TestBehindTheFrontTheApiIsClosed(t *testing.T) {
	s := service(t, full)
	api := s.Resources["Api"].Properties
	if api["DisableExecuteApiEndpoint"] != true || at(api, "Domain", "DomainName") != "k7rq2m.latchkey.example" {
		t.Errorf("the API is %s", text(api))
	}
	secret := text(at(s.Globals, "Function", "Environment", "Variables", "ORIGIN_SECRET"))
	if secret != `{"Fn::Join":["",["{{resolve:secretsmanager:",{"Ref":"FrontSecret"},":SecretString}}"]]}` {
		t.Errorf("the secret is %s", secret)
	}
	made := s.Resources["FrontSecret"].Properties
	if made["Name"] != "latchkey/latchkey/origin" || at(made, "ReplicaRegions", 0, "Region") != "us-east-1" || at(made, "GenerateSecretString", "PasswordLength") != 48.0 {
		t.Errorf("the secret is made by %s", text(made))
	}
}

func distribution(t *testing.T) any {
	t.Helper()
	s := synth(t, full)["latchkey-front"]
	found := s.ofType("AWS::CloudFront::Distribution")
	if len(found) != 1 {
		t.Fatalf("distributions: %v", found)
	}
	return s.Resources[found[0]].Properties["DistributionConfig"]
}

func TestFrontShowsTheSecretToTheOrigin(t *testing.T) {
	origin := at(distribution(t), "Origins", 0)
	if at(origin, "DomainName") != "k7rq2m.latchkey.example" || at(origin, "CustomOriginConfig", "OriginProtocolPolicy") != "https-only" {
		t.Errorf("the origin is %s", text(origin))
	}
	header := at(origin, "OriginCustomHeaders", 0)
	if at(header, "HeaderName") != "x-origin-secret" || at(header, "HeaderValue") != "{{resolve:secretsmanager:latchkey/latchkey/origin:SecretString}}" {
		t.Errorf("the header is %s", text(header))
	}
}

// CloudFormation looks a secret up only for what changes.
func TestBothSidesLookTheSecretUpAnew(t *testing.T) {
	if comment, _ := at(distribution(t), "Comment").(string); !strings.Contains(comment, "2026-11-22") {
		t.Errorf("the distribution stays as it is: %s", comment)
	}
	if asOf := at(service(t, full).Globals, "Function", "Environment", "Variables", "KEYS_AS_OF"); asOf != "2026-11-22" {
		t.Errorf("functions stay as they are: %v", asOf)
	}
}

// nothing is kept on the way, and nothing goes in clear, not even a redirect.
func TestFrontKeepsNoAnswers(t *testing.T) {
	const cachingDisabled, allViewerExceptHost = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "b689b0a8-53d0-40ab-baf2-68738e2966ac"
	behavior := at(distribution(t), "DefaultCacheBehavior")
	if at(behavior, "CachePolicyId") != cachingDisabled || at(behavior, "OriginRequestPolicyId") != allViewerExceptHost || at(behavior, "ViewerProtocolPolicy") != "https-only" {
		t.Errorf("the behaviour is %s", text(behavior))
	}
	// OPTIONS is a browser's preflight. The policy forwards its headers, as it does all but Host.
	methods := text(at(behavior, "AllowedMethods"))
	if !strings.Contains(methods, `"DELETE"`) || !strings.Contains(methods, `"OPTIONS"`) || at(distribution(t), "ViewerCertificate", "MinimumProtocolVersion") != "TLSv1.2_2021" {
		t.Errorf("%s", text(distribution(t)))
	}
	// The policy does not hold for errors, of which these are kept by the path alone.
	for _, status := range []int{400, 403, 404, 405, 414, 500, 501, 502, 503, 504} {
		want := fmt.Sprintf(`{"ErrorCachingMinTTL":0,"ErrorCode":%d}`, status)
		if errors := text(at(distribution(t), "CustomErrorResponses")); !strings.Contains(errors, want) {
			t.Errorf("%d is kept: %s", status, errors)
		}
	}
}

func rules(t *testing.T) map[string]any {
	t.Helper()
	s := synth(t, full)["latchkey-front"]
	rules := map[string]any{}
	for _, rule := range s.Resources["Acl"].Properties["Rules"].([]any) {
		rules[at(rule, "Name").(string)] = rule
	}
	return rules
}

// Volume is stopped before it costs a password hash.
func TestAttemptsAreLimited(t *testing.T) {
	attempts := at(rules(t)["AttemptsPerAddress"], "Statement", "RateBasedStatement")
	all := at(rules(t)["RequestsPerAddress"], "Statement", "RateBasedStatement")
	if at(attempts, "Limit").(float64) >= at(all, "Limit").(float64) || at(all, "ScopeDownStatement") != nil {
		t.Errorf("%s and %s", text(attempts), text(all))
	}
	scope := at(attempts, "ScopeDownStatement", "AndStatement", "Statements")
	if at(scope, 0, "ByteMatchStatement", "SearchString") != "POST" {
		t.Errorf("the scope is %s", text(scope))
	}
	pattern, _ := at(scope, 1, "RegexMatchStatement", "RegexString").(string)
	if len(pattern) > 512 {
		t.Errorf("the pattern has %d characters, and WAF takes 512", len(pattern))
	}
	for path, want := range map[string]bool{
		"/users/login": true, "/users/login/": true, "/users/register": true, "/2fa": true, "/2fa/resend": true, "/password-reset": true,
		"/health": false, "/users/me": false, "/users/bulk": false, "/x/users/login": false,
	} {
		if got := regexp.MustCompile(pattern).MatchString(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// What looks for attacks in bodies would find them in passwords.
func TestBodiesAreNotRefused(t *testing.T) {
	for group, bodies := range map[string][]string{
		"AWSManagedRulesCommonRuleSet":         {"SizeRestrictions", "CrossSiteScripting", "GenericLFI", "GenericRFI", "EC2MetaDataSSRF"},
		"AWSManagedRulesKnownBadInputsRuleSet": {"JavaDeserializationRCE", "Log4JRCE", "ReactJSRCE"},
	} {
		overrides := text(at(rules(t)[group], "Statement", "ManagedRuleGroupStatement", "RuleActionOverrides"))
		for _, name := range bodies {
			if !strings.Contains(overrides, `{"ActionToUse":{"Count":{}},"Name":"`+name+`_BODY"}`) {
				t.Errorf("%s_BODY refuses: %s", name, overrides)
			}
		}
	}
}

func TestManagedRulesAreOn(t *testing.T) {
	for _, name := range []string{"AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"} {
		if at(rules(t)[name], "Statement", "ManagedRuleGroupStatement", "Name") != name || at(rules(t)[name], "OverrideAction", "None") == nil {
			t.Errorf("%s is %s", name, text(rules(t)[name]))
		}
	}
}
