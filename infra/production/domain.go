package production

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssam"
	"github.com/aws/jsii-runtime-go"
)

// apiDomain is the domain of the API itself. With the front it is that behind the front, where
// functions refuse a request without the secret. But it is a function that refuses: a client that
// finds the name uses up the throttles of the gateway's routes, which all share, and the reads
// of the authorizer. So the name should be in no list of names to try, and in no certificate,
// which are public: hence a wildcard.
func (s *Settings) apiDomain() string {
	if s.Front {
		return s.OriginDomain
	}
	return s.Domain
}

// addDomain has SAM make the domain, its mapping and, where the zone is known, its record.
func (s *service) addDomain() {
	if s.settings.Domain == "" {
		return
	}
	domain := &awssam.CfnHttpApi_HttpApiDomainConfigurationProperty{
		DomainName:            jsii.String(s.settings.apiDomain()),
		CertificateArn:        &s.settings.Certificate,
		EndpointConfiguration: jsii.String("REGIONAL"),
		SecurityPolicy:        jsii.String("TLS_1_2"),
	}
	if s.settings.inZone(s.settings.apiDomain()) {
		domain.Route53 = &awssam.CfnHttpApi_Route53ConfigurationProperty{HostedZoneId: &s.settings.ZoneID, IpV6: jsii.Bool(true)}
	}
	s.api().SetDomain(domain)
	// Behind the front, no request may bypass it by the address that every API has.
	if s.settings.Front {
		s.api().SetDisableExecuteApiEndpoint(jsii.Bool(true))
		// SAM says so in the servers of the API's document. Without this one it would make up one that
		// has no URL, of which API Gateway warns. (aws/serverless-application-model#2424)
		s.api().AddPropertyOverride(jsii.String("DefinitionBody.servers"), []map[string]string{{"url": "https://" + s.settings.apiDomain()}})
	}
	s.included.GetOutput(jsii.String("ApiUrl")).SetValue("https://" + s.settings.Domain)
	target := awscdk.Token_AsString(map[string]any{"Fn::GetAtt": []string{s.Routes[0].API + ".DomainName", "RegionalDomainName"}}, nil)
	s.output("ApiDomainTarget", "What the name "+s.settings.apiDomain()+" is to point at", target)
}
