package stack_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/infra/local/stack"
)

// known has a place for everything of which something is refused below.
const known = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Greeting: {Type: String, Default: hello}
Globals:
  Function: {Timeout: 20}
Conditions:
  Never: !Equals [a, b]
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      FailOnWarnings: true
      DefinitionBody: {openapi: 3.0.1, paths: {'/x/{id}': {get: {parameters: []}}}}
      Auth:
        Authorizers:
          Guard:
            FunctionArn: !GetAtt [Guard, Arn]
            AuthorizerPayloadFormatVersion: '2.0'
            EnableSimpleResponses: true
            Identity: {ReauthorizeEvery: 0}
  Things:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: RetainExceptOnCreate
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      GlobalSecondaryIndexes:
        - {IndexName: by_id, KeySchema: [{AttributeName: id, KeyType: HASH}], Projection: {ProjectionType: ALL}}
  Key:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {PasswordLength: 64}}
  Signing:
    Type: AWS::KMS::Key
    Properties: {KeySpec: RSA_2048, KeyUsage: SIGN_VERIFY}
  Logs: {Type: AWS::Logs::LogGroup}
  Guard:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: build/guard/}
  Probe:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: build/probe/
      Environment: {Variables: {GREETING: !Ref Greeting}}
      EventInvokeConfig: {MaximumRetryAttempts: 0}
      Events:
        Get: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: '/x/{id}', Auth: {Authorizer: Guard}}}
        Hourly: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 hour), OmitName: true}}
Outputs:
  Greeting: {Value: !Ref Greeting, Description: how it greets}
`

func read(t *testing.T, source string) error {
	t.Helper()
	file := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := stack.Read(stack.Config{Template: file}, stack.URL(3000))
	return err
}

// Each of these would work in AWS and not here, or here and not in AWS, without any notice.
func TestWhatIsNotEmulatedIsRefusedByName(t *testing.T) {
	for _, c := range []struct{ place, with, where, what string }{
		{"Conditions:", "Mappings: {}\nConditions:", "", "the section Mappings"},
		{"Conditions:", "Rules: {}\nConditions:", "", "the section Rules"},
		{"-2016-10-31", "-2099-01-01", "", "a Transform other than AWS::Serverless-2016-10-31"},
		{"Default: hello}", "Default: hello, Shape: round}", "parameter Greeting", "the attribute Shape"},
		{"{Type: String,", "{Type: List<Number>,", "parameter Greeting", "the type List<Number>"},
		{"{Type: String,", "{Type: 'AWS::SSM::Parameter::Value<String>',", "parameter Greeting", "the type AWS::SSM::Parameter::Value<String>"},
		{"{Timeout: 20}", "{Timeout: 20, Layers: [a]}", "globals: Function", "the property Layers"},
		{"{Timeout: 20}", "{Timeout: 20}\n  HttpApi: {CorsConfiguration: {AllowOrigins: ['*']}}", "Api", "the origin *"},
		{"{Timeout: 20}", "{Timeout: 20}\n  SimpleTable: {}", "globals", "the section SimpleTable"},
		{"AWS::Logs::LogGroup}", "AWS::SNS::Topic}", "resource Logs", "the type AWS::SNS::Topic"},
		{"AWS::Logs::LogGroup}", "AWS::Serverless::SimpleTable}", "resource Logs", "the type AWS::Serverless::SimpleTable"},
		{"AWS::Logs::LogGroup}", "AWS::Logs::LogGroup, CreationPolicy: {}}", "resource Logs", "the attribute CreationPolicy"},
		{"FailOnWarnings: true", "StageVariables: {a: b}", "resource Api", "the property StageVariables"},
		{"FailOnWarnings: true", "CorsConfiguration: true", "resource Api", "the property CorsConfiguration as true"},
		{"FailOnWarnings: true", "CorsConfiguration: {AllowOrigin: x}", "resource Api", "the property CorsConfiguration.AllowOrigin"},
		{"FailOnWarnings: true", "CorsConfiguration: {AllowCredentials: true}", "Api", "CORS with credentials"},
		{"FailOnWarnings: true", "StageName: test", "resource Api", "the property StageName"},
		{"{openapi: 3.0.1,", "{x-amazon-apigateway-cors: {},", "resource Api", "the property DefinitionBody.x-amazon-apigateway-cors"},
		{"{parameters: []}", "{x-amazon-apigateway-integration: {}}", "resource Api", "the property DefinitionBody.paths./x/{id}.get.x-amazon-apigateway-integration"},
		{"EnableSimpleResponses: true", "EnableSimpleResponses: true\n            AuthorizationScopes: [a]", "resource Api", "the property Auth.Authorizers.Guard.AuthorizationScopes"},
		{"{ReauthorizeEvery: 0}", "{ReauthorizeEvery: 60}", "authorizer Guard", "a cache of 60 s"},
		{"{ReauthorizeEvery: 0}", "{QueryStrings: [a]}", "resource Api", "the property Auth.Authorizers.Guard.Identity.QueryStrings"},
		{"{ReauthorizeEvery: 0}", "{Context: [path]}", "authorizer Guard", "the identity source $context.path"},
		{"BillingMode: PAY_PER_REQUEST", "KinesisStreamSpecification: {StreamArn: x}", "resource Things", "the property KinesisStreamSpecification"},
		{"GlobalSecondaryIndexes:", "LocalSecondaryIndexes:", "resource Things", "the property LocalSecondaryIndexes"},
		{"ProjectionType: ALL", "ProjectionType: INCLUDE, NonKeyAttributes: [a]", "resource Things", "the property GlobalSecondaryIndexes.0.Projection.NonKeyAttributes"},
		{"Projection: {", "ProvisionedThroughput: {}, Projection: {", "resource Things", "the property GlobalSecondaryIndexes.0.ProvisionedThroughput"},
		{"{PasswordLength: 64}", "{PasswordLength: 64, SecretStringTemplate: '{}'}", "resource Key", "the property GenerateSecretString.SecretStringTemplate"},
		{"KeyUsage: SIGN_VERIFY", "KeyUsage: SIGN_VERIFY, Enabled: false", "resource Signing", "the property Enabled"},
		{"KeyUsage: SIGN_VERIFY", "KeyUsage: ENCRYPT_DECRYPT", "resource Signing", "none of RSA_2048 for ENCRYPT_DECRYPT"},
		{"CodeUri: build/guard/", "CodeUri: build/guard/, VpcConfig: {}", "resource Guard", "the property VpcConfig"},
		{"CodeUri: build/guard/", "CodeUri: build/guard/, Layers: [a]", "resource Guard", "the property Layers"},
		{"CodeUri: build/guard/", "CodeUri: build/guard/, ReservedConcurrentExecutions: 1", "resource Guard", "the property ReservedConcurrentExecutions"},
		{"MaximumRetryAttempts: 0", "DestinationConfig: {}", "resource Probe", "the property EventInvokeConfig.DestinationConfig"},
		{"Type: ScheduleV2,", "Type: SQS,", "resource Probe: event Hourly", `the type "SQS"`},
		{"Type: ScheduleV2,", "Type: Schedule,", "resource Probe: event Hourly", `the type "Schedule"`},
		{"OmitName: true", "Input: '{}'", "resource Probe: event Hourly", "the property Input"},
		{"OmitName: true", "State: DISABLED", "resource Probe: event Hourly", "the property State"},
		{"OmitName: true", "RetryPolicy: {}", "resource Probe: event Hourly", "the property RetryPolicy"},
		{"{Authorizer: Guard}", "{Authorizer: Guard, AuthorizationScopes: [a]}", "resource Probe: event Get", "the property Auth.AuthorizationScopes"},
		{"Method: GET,", "Method: GET, PayloadFormatVersion: '1.0',", "resource Probe: event Get", "the property PayloadFormatVersion"},
		{"Description: how", "Format: how", "output Greeting", "the attribute Format"},
	} {
		if !strings.Contains(known, c.place) {
			t.Fatalf("%s has no place", c.what)
		}
		err := read(t, strings.Replace(known, c.place, c.with, 1))
		if err == nil || !strings.Contains(err.Error(), " does not emulate "+c.what) && !strings.HasSuffix(err.Error(), c.what) ||
			!strings.Contains(err.Error(), c.where) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// What is not deployed is not missed here.
func TestWhatIsEmulatedIsRead(t *testing.T) {
	for name, source := range map[string]string{
		"as it stands":             known,
		"a topic that is left out": strings.Replace(known, "Outputs:", "  Topic: {Type: AWS::SNS::Topic, Condition: Never}\nOutputs:", 1),
		"a property without value": strings.Replace(known, "FailOnWarnings: true", "CorsConfiguration: !If [Never, true, !Ref 'AWS::NoValue']", 1),
		"tracing":                  strings.Replace(known, "{Timeout: 20}", "{Timeout: 20, Tracing: Active}", 1),
		"rates by parameters":      strings.Replace(known, "FailOnWarnings: true", "RouteSettings: !If [Never, {}, {'GET /x/{id}': {ThrottlingRateLimit: !Ref Greeting}}]", 1),
	} {
		if err := read(t, source); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
