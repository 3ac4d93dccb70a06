package production

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"
)

// originSecretParameter is the parameter by which the functions get what the front proves
// itself with: a request without it has bypassed the front and its web ACL.
const originSecretParameter = "OriginSecret"

// addOriginSecret makes the secret and says how the service refers to it: CloudFormation puts
// the value in at deployment, so it is in no template and no parameter. It looks the value up
// only for a resource that changes. After a rotation, a deployment with another param:KeysAsOf
// changes every function here and the distribution of the front. The functions come first, so
// from then until CloudFront has the new value everywhere, minutes later, requests are 403.
func (s *service) addOriginSecret() string {
	secret := awssecretsmanager.NewCfnSecret(s.stack, jsii.String("FrontSecret"), &awssecretsmanager.CfnSecretProps{
		Name:                 jsii.String(s.settings.originSecretName()),
		Description:          jsii.String("The secret that CloudFront sends to Latchkey's API"),
		GenerateSecretString: &awssecretsmanager.CfnSecret_GenerateSecretStringProperty{PasswordLength: jsii.Number(48), ExcludePunctuation: jsii.Bool(true)},
	})
	if s.settings.Region != frontRegion {
		secret.SetReplicaRegions(&[]any{&awssecretsmanager.CfnSecret_ReplicaRegionProperty{Region: jsii.String(frontRegion)}})
	}
	return "{{resolve:secretsmanager:" + *secret.Ref() + ":SecretString}}"
}

func (s *Settings) originSecretName() string { return "latchkey/" + s.Stack + "/origin" }

// originSecretInFront is the reference to the secret, or its replica, in the front's region.
func (s *Settings) originSecretInFront() *string {
	return jsii.String("{{resolve:secretsmanager:" + s.originSecretName() + ":SecretString}}")
}
