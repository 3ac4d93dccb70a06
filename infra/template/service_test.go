package template_test

import (
	"strings"
	"testing"

	"latchkey/infra/template"
)

const small = `
Globals:
  Function:
    MemorySize: 256
    Environment: {Variables: {SHARED: one, COLOUR: red}}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Guard
        Authorizers:
          Guard:
            FunctionArn: !GetAtt Guard.Arn
            AuthorizerPayloadFormatVersion: 2.0
            EnableSimpleResponses: true
            Identity: {Headers: [Authorization], ReauthorizeEvery: 0}
  Guard:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: build/guard/}
  Cleanup:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: build/cleanup
      Environment: {Variables: {COLOUR: blue, LIMIT: 15}}
      Policies:
        - Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}
      Events:
        Hourly: {Type: ScheduleV2, Properties: {ScheduleExpression: 'cron(0 * * * ? *)'}}
        Any: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: any, Path: '/all/{proxy+}'}}
        Rest: {Type: HttpApi, Properties: {ApiId: !Ref Api, Auth: {Authorizer: NONE}}}
`

func parse(t *testing.T, source string) *template.Service {
	t.Helper()
	service, err := template.Parse([]byte(source), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

func TestTemplatesAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown event":        {"Type: ScheduleV2,", "Type: SQS,", `event Hourly: the type "SQS" is not known here`},
		"unknown authorizer":   {"Authorizer: NONE", "Authorizer: Nobody", "Api has no authorizer Nobody"},
		"authorizer elsewhere": {"!GetAtt Guard.Arn", "arn:aws:lambda:x", "is no function of this template"},
		"method without path":  {"Method: any, Path: '/all/{proxy+}'", "Method: any", "both a method and a path"},
		"two of one route":     {"ApiId: !Ref Api, Auth", "ApiId: !Ref Api, Method: ANY, Path: '/all/{proxy+}', Auth", "also has the route ANY /all/{proxy+}"},
		"two of one code":      {"build/guard/", "build/cleanup/", "another function has the CodeUri of cleanup"},
		"memory in words":      {"MemorySize: 256", "MemorySize: lots", "is not a whole number"},
		"all actions but some": {"Action: 's3:*'", "NotAction: 's3:*'", "NotAction is not read: name the actions"},
		"a policy by its name": {"- Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}", "- AdministratorAccess", "AdministratorAccess has no statements here"},
		"a policy of SAM":      {"- Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}", "- DynamoDBReadPolicy: {TableName: x}", "has no statements here"},
		"no resource type":     {"Type: AWS::Serverless::HttpApi", "Kind: x", "line 7: resource Api has no Type"},
	} {
		_, err := template.Parse([]byte(strings.Replace(small, c.old, c.new, 1)), template.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestGlobalsAreMerged(t *testing.T) {
	f, _ := parse(t, small).Function("cleanup")
	if f.MemoryMB != 256 || f.Timeout != 3 {
		t.Errorf("memory %d, timeout %d", f.MemoryMB, f.Timeout)
	}
	for name, want := range map[string]string{"SHARED": "one", "COLOUR": "blue", "LIMIT": "15"} {
		if f.Environment[name] != want {
			t.Errorf("%s is %q, want %q", name, f.Environment[name], want)
		}
	}
	if len(f.Statements) != 1 || f.Statements[0].Actions[0] != "s3:*" {
		t.Errorf("statements %+v", f.Statements)
	}
}

func TestRoutesAndAuthorizers(t *testing.T) {
	service := parse(t, small)
	if len(service.Routes) != 2 || service.Routes[0].Key() != "ANY /all/{proxy+}" || service.Routes[1].Key() != "$default" {
		t.Fatalf("routes: %+v", service.Routes)
	}
	if service.Routes[0].Authorizer != "Guard" || service.Routes[1].Authorizer != "" {
		t.Errorf("authorizers of routes: %+v", service.Routes)
	}
	a := service.Authorizers[0]
	if a.Function != "guard" || !a.SimpleResponses || a.IdentitySources[0] != "$request.header.Authorization" {
		t.Errorf("authorizer: %+v", a)
	}
}

func TestSchedules(t *testing.T) {
	schedules := parse(t, small).Schedules
	if len(schedules) != 1 || schedules[0].Expression != "cron(0 * * * ? *)" || schedules[0].Function != "cleanup" {
		t.Errorf("schedules: %+v", schedules)
	}
}

const sharing = `
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Shared
        Authorizers:
          Shared:
            FunctionArn: {'Fn::ImportValue': !Sub '${Owner}-Guard'}
            AuthorizerPayloadFormatVersion: '2.0'
            EnableSimpleResponses: true
Parameters:
  Owner: {Type: String, Default: latchkey}
Outputs:
  Own: {Value: own}
  Shown: {Value: !Ref Owner, Export: {Name: !Sub '${AWS::StackName}-Owner'}}
`

func TestImports(t *testing.T) {
	const arn = "arn:aws:lambda:eu-north-1:111122223333:function:guard"
	for name, imports := range map[string]map[string]string{
		"of nothing":            nil,
		"of another stack's":    {"other-Guard": arn},
		"of a name that begins": {"latchkey-Guard2": arn},
	} {
		_, err := template.Parse([]byte(sharing), template.Options{Imports: imports})
		if err == nil || !strings.Contains(err.Error(), "line 10: ImportValue: no other stack exports latchkey-Guard") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := template.Parse([]byte(strings.Replace(sharing, "${AWS::StackName}-Owner", "${Nobody}", 1)),
		template.Options{Imports: map[string]string{"latchkey-Guard": arn}}); err == nil || !strings.Contains(err.Error(), "output Shown: export") {
		t.Errorf("an export without a name: %v", err)
	}

	service, err := template.Parse([]byte(sharing), template.Options{StackName: "notes", Imports: map[string]string{"latchkey-Guard": arn}})
	if err != nil {
		t.Fatal(err)
	}
	if a := service.Authorizers[0]; a.Function != arn || a.CacheSeconds != 0 {
		t.Errorf("authorizer: %+v", a)
	}
	if len(service.Exports) != 1 || service.Exports["notes-Owner"] != "latchkey" || len(service.Outputs) != 2 {
		t.Errorf("outputs %v, of which exported %v", service.Outputs, service.Exports)
	}
}
