package production

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/jsii-runtime-go"

	"latchkey/shared/edge/api"
)

// front is CloudFront with a web ACL before the API. It is a stack of its own, because all of
// it lives in one region wherever the service does. The two know each other by names alone,
// that of the API's domain and that of the secret, so neither waits for values of the other.
type front struct {
	stack   awscdk.Stack
	service *service
}

func addFront(app awscdk.App, s *service) {
	name := s.settings.Stack + "-front"
	f := &front{service: s, stack: awscdk.NewStack(app, &name, &awscdk.StackProps{
		Description: jsii.String("Latchkey's edge proxy: CloudFront and WAF before the API of " + s.settings.Stack),
		Env:         &awscdk.Environment{Region: jsii.String(frontRegion), Account: optional(s.settings.Account)},
	})}
	f.stack.AddDependency(s.stack, jsii.String("the secret and the domain are there first"))
	distribution := f.addDistribution()
	f.addLog(distribution)
	f.addRecords(distribution)
}

func (f *front) addDistribution() awscloudfront.Distribution {
	settings := f.service.settings
	certificate := firstOf(settings.FrontCertificate, settings.Certificate)
	return awscloudfront.NewDistribution(f.stack, jsii.String("Distribution"), &awscloudfront.DistributionProps{
		Comment:                f.comment(),
		DomainNames:            jsii.Strings(settings.Domain),
		Certificate:            awscertificatemanager.Certificate_FromCertificateArn(f.stack, jsii.String("Certificate"), &certificate),
		MinimumProtocolVersion: awscloudfront.SecurityPolicyProtocol_TLS_V1_2_2021,
		HttpVersion:            awscloudfront.HttpVersion_HTTP2_AND_3,
		WebAclId:               f.addACL().AttrArn(),
		DefaultBehavior: &awscloudfront.BehaviorOptions{
			Origin:         f.origin(),
			AllowedMethods: awscloudfront.AllowedMethods_ALLOW_ALL(),
			// Nothing is kept: an answer is for one caller.
			CachePolicy:         awscloudfront.CachePolicy_CACHING_DISABLED(),
			OriginRequestPolicy: awscloudfront.OriginRequestPolicy_ALL_VIEWER_EXCEPT_HOST_HEADER(),
			// No redirect from http: the password of the first request would have gone in clear.
			ViewerProtocolPolicy: awscloudfront.ViewerProtocolPolicy_HTTPS_ONLY,
			FunctionAssociations: &[]*awscloudfront.FunctionAssociation{{
				EventType: awscloudfront.FunctionEventType_VIEWER_REQUEST,
				Function:  f.addViewerAddress(),
			}},
		},
		ErrorResponses: forgotten(),
	})
}

// forgotten has no error kept either. Unless it is told a time, CloudFront keeps one for ten
// seconds, whatever the policy and the answer's own no-store say, and by the path alone: one 503
// on GET /users/me would be the answer to everybody. These are all the statuses that it keeps and
// takes a time for.
func forgotten() *[]*awscloudfront.ErrorResponse {
	var responses []*awscloudfront.ErrorResponse
	for _, status := range []float64{400, 403, 404, 405, 414, 500, 501, 502, 503, 504} {
		responses = append(responses, &awscloudfront.ErrorResponse{HttpStatus: &status, Ttl: awscdk.Duration_Seconds(jsii.Number(0))})
	}
	return &responses
}

// comment has the distribution change with KeysAsOf, as every function does: see addOriginSecret.
func (f *front) comment() *string {
	as := ""
	if since := f.service.Parameters[keysAsOf]; since != "" {
		as = ", keys as of " + since
	}
	return jsii.String("Latchkey" + as + ": " + f.service.settings.Domain)
}

func (f *front) origin() awscloudfront.IOrigin {
	domain := f.service.settings.apiDomain()
	return awscloudfrontorigins.NewHttpOrigin(&domain, &awscloudfrontorigins.HttpOriginProps{
		ProtocolPolicy:     awscloudfront.OriginProtocolPolicy_HTTPS_ONLY,
		OriginSslProtocols: &[]awscloudfront.OriginSslPolicy{awscloudfront.OriginSslPolicy_TLS_V1_2},
		CustomHeaders:      &map[string]*string{api.OriginSecretHeader: f.service.settings.originSecretInFront()},
	})
}

// viewerAddress tells the API who calls. Behind the front, the gateway sees an address of
// CloudFront; the policy that leaves out Host leaves out CloudFront-Viewer-Address, too. What a
// client sends by this name is overwritten.
const viewerAddress = `
function handler(event) {
  event.request.headers['` + api.ViewerAddressHeader + `'] = { value: event.viewer.ip };
  return event.request;
}`

func (f *front) addViewerAddress() awscloudfront.Function {
	return awscloudfront.NewFunction(f.stack, jsii.String("ViewerAddress"), &awscloudfront.FunctionProps{
		Code:    awscloudfront.FunctionCode_FromInline(jsii.String(strings.TrimSpace(viewerAddress))),
		Runtime: awscloudfront.FunctionRuntime_JS_2_0(),
	})
}

func (f *front) addRecords(distribution awscloudfront.Distribution) {
	settings := f.service.settings
	awscdk.NewCfnOutput(f.stack, jsii.String("DistributionDomain"), &awscdk.CfnOutputProps{
		Description: jsii.String("The target of the name " + settings.Domain),
		Value:       distribution.DistributionDomainName(),
	})
	if !settings.inZone(settings.Domain) {
		return
	}
	for _, kind := range []string{"A", "AAAA"} {
		awsroute53.NewCfnRecordSet(f.stack, jsii.String("Record"+kind), &awsroute53.CfnRecordSetProps{
			HostedZoneId: &settings.ZoneID,
			Name:         &settings.Domain,
			Type:         jsii.String(kind),
			AliasTarget: &awsroute53.CfnRecordSet_AliasTargetProperty{
				DnsName:      distribution.DistributionDomainName(),
				HostedZoneId: jsii.String("Z2FDTNDATAQYW2"), // the zone of every distribution
			},
		})
	}
}
