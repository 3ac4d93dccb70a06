package production

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/jsii-runtime-go"
)

// How many requests one address may make in five minutes. The service counts failures by
// account and network itself; these stop what is nothing but volume, before it costs a function.
const (
	requestsPerAddress = 2000
	// An office signs in from one address: a few hundred people, once in the morning.
	attemptsPerAddress = 300
)

// The rules that look for attacks on web pages, and on Java, in bodies. The service takes strict
// JSON and shows none of it, bulk requests are large, and a password may hold anything: what
// these would refuse is passwords.
var (
	commonBodies   = []string{"SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY"}
	badInputBodies = []string{"JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"}
)

type rule = awswafv2.CfnWebACL_RuleProperty

func (f *front) addACL() awswafv2.CfnWebACL {
	rules := []*rule{
		limit("RequestsPerAddress", requestsPerAddress, nil),
		limit("AttemptsPerAddress", attemptsPerAddress, f.attempts()),
		managed("AWSManagedRulesCommonRuleSet", commonBodies...),
		managed("AWSManagedRulesKnownBadInputsRuleSet", badInputBodies...),
	}
	for i, r := range rules {
		r.Priority = jsii.Number(i)
	}
	acl := awswafv2.NewCfnWebACL(f.stack, jsii.String("Acl"), &awswafv2.CfnWebACLProps{
		Scope:                jsii.String("CLOUDFRONT"),
		DefaultAction:        &awswafv2.CfnWebACL_DefaultActionProperty{Allow: &awswafv2.CfnWebACL_AllowActionProperty{}},
		Rules:                &rules,
		VisibilityConfig:     visible(f.service.settings.Stack),
		DataProtectionConfig: &awswafv2.CfnWebACL_DataProtectionConfigProperty{DataProtections: unquoted()},
		CustomResponseBodies: map[string]any{tooMany: &awswafv2.CfnWebACL_CustomResponseBodyProperty{
			ContentType: jsii.String("APPLICATION_JSON"),
			Content:     jsii.String(`{"type":"about:blank","title":"Too many requests","status":429,"code":"rate_limited","detail":"Too many requests from this address.","message":"Too many requests from this address."}`),
		}},
	})
	f.addACLLog(acl)
	return acl
}

const tooMany = "TooMany"

// limit refuses an address over a number of requests in five minutes, of all or of some.
func limit(name string, requests float64, of *awswafv2.CfnWebACL_StatementProperty) *rule {
	return &rule{
		Name: &name,
		Statement: &awswafv2.CfnWebACL_StatementProperty{RateBasedStatement: &awswafv2.CfnWebACL_RateBasedStatementProperty{
			AggregateKeyType:    jsii.String("IP"),
			EvaluationWindowSec: jsii.Number(300),
			Limit:               &requests,
			ScopeDownStatement:  scope(of),
		}},
		Action: &awswafv2.CfnWebACL_RuleActionProperty{Block: &awswafv2.CfnWebACL_BlockActionProperty{
			CustomResponse: &awswafv2.CfnWebACL_CustomResponseProperty{
				ResponseCode:          jsii.Number(429),
				CustomResponseBodyKey: jsii.String(tooMany),
				ResponseHeaders:       &[]*awswafv2.CfnWebACL_CustomHTTPHeaderProperty{{Name: jsii.String("Retry-After"), Value: jsii.String("300")}},
			},
		}},
		VisibilityConfig: visible(name),
	}
}

// scope keeps an absent statement absent: a nil pointer in an interface is not nil.
func scope(of *awswafv2.CfnWebACL_StatementProperty) any {
	if of == nil {
		return nil
	}
	return of
}

// managed has AWS's own rules refuse, but those that only count.
func managed(group string, counted ...string) *rule {
	var overrides []*awswafv2.CfnWebACL_RuleActionOverrideProperty
	for _, name := range counted {
		overrides = append(overrides, &awswafv2.CfnWebACL_RuleActionOverrideProperty{
			Name:        &name,
			ActionToUse: &awswafv2.CfnWebACL_RuleActionProperty{Count: &awswafv2.CfnWebACL_CountActionProperty{}},
		})
	}
	return &rule{
		Name: &group,
		Statement: &awswafv2.CfnWebACL_StatementProperty{ManagedRuleGroupStatement: &awswafv2.CfnWebACL_ManagedRuleGroupStatementProperty{
			VendorName:          jsii.String("AWS"),
			Name:                &group,
			RuleActionOverrides: &overrides,
		}},
		OverrideAction:   &awswafv2.CfnWebACL_OverrideActionProperty{None: &map[string]any{}},
		VisibilityConfig: visible(group),
	}
}

// attempts are the requests by which somebody without a session tries something: each POST
// route for anyone. The path is compared as the gateway reads it, whatever its spelling.
func (f *front) attempts() *awswafv2.CfnWebACL_StatementProperty {
	return &awswafv2.CfnWebACL_StatementProperty{AndStatement: &awswafv2.CfnWebACL_AndStatementProperty{
		Statements: &[]*awswafv2.CfnWebACL_StatementProperty{{
			ByteMatchStatement: &awswafv2.CfnWebACL_ByteMatchStatementProperty{
				FieldToMatch:         &awswafv2.CfnWebACL_FieldToMatchProperty{Method: map[string]any{}},
				PositionalConstraint: jsii.String("EXACTLY"),
				SearchString:         jsii.String(http.MethodPost),
				TextTransformations:  transformed("NONE"),
			},
		}, {
			RegexMatchStatement: &awswafv2.CfnWebACL_RegexMatchStatementProperty{
				FieldToMatch:        &awswafv2.CfnWebACL_FieldToMatchProperty{UriPath: map[string]any{}},
				RegexString:         jsii.String(f.openPaths()),
				TextTransformations: transformed("URL_DECODE", "NORMALIZE_PATH"),
			},
		}},
	}}
}

// openPaths matches the paths that anyone may POST to.
func (f *front) openPaths() string {
	var paths []string
	for _, route := range f.service.Routes {
		if route.Method == http.MethodPost && route.Authorizer == "" {
			paths = append(paths, regexp.QuoteMeta(route.Path))
		}
	}
	slices.Sort(paths)
	return fmt.Sprintf("^(%s)/?$", strings.Join(paths, "|"))
}

func transformed(by ...string) *[]*awswafv2.CfnWebACL_TextTransformationProperty {
	var all []*awswafv2.CfnWebACL_TextTransformationProperty
	for i, kind := range by {
		all = append(all, &awswafv2.CfnWebACL_TextTransformationProperty{Priority: jsii.Number(i), Type: &kind})
	}
	return &all
}

func visible(name string) *awswafv2.CfnWebACL_VisibilityConfigProperty {
	return &awswafv2.CfnWebACL_VisibilityConfigProperty{
		CloudWatchMetricsEnabled: jsii.Bool(true),
		MetricName:               &name,
		SampledRequestsEnabled:   jsii.Bool(false), // samples show headers, and tokens in them
	}
}
