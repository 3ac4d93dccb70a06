package smoke

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/infra/template"
)

const deployed = "../../template.yaml"

type object = map[string]any

// answers are what the AWS CLI prints of a deployment that is as it should be.
func answers(t *testing.T) object {
	t.Helper()
	service, err := template.Load(deployed, template.Options{Parameters: map[string]string{"MailFrom": "no-reply@latchkey.example"}})
	if err != nil {
		t.Fatal(err)
	}
	var routes []object
	for _, r := range service.Routes {
		kind := "NONE"
		if r.Authorizer != "" {
			kind = "CUSTOM"
		}
		routes = append(routes, object{"RouteKey": r.Key(), "AuthorizationType": kind})
	}
	resource := func(id, physical, kind string) object {
		return object{"LogicalResourceId": id, "PhysicalResourceId": physical, "ResourceType": kind}
	}
	line := `{"timestamp":"2026-03-01T09:00:00.000Z","level":"INFO","msg":"request","request_id":"the-id"}`
	return object{
		"cloudformation.describe-stacks": object{"Stacks": []object{{"StackStatus": "UPDATE_COMPLETE", "Outputs": []object{{"OutputKey": "ApiUrl", "OutputValue": "x"}}}}},
		"cloudformation.list-stack-resources": object{"StackResourceSummaries": []object{
			resource("Api", "a1b2c3", "AWS::ApiGatewayV2::Api"), resource("Schedule", "latchkey-Schedule-X1", "AWS::Scheduler::Schedule"),
			resource("CleanupFunction", "cleanup", "AWS::Lambda::Function"), resource("CreateAdminFunction", "create-admin", "AWS::Lambda::Function"),
			resource("FunctionLogs", "logs", "AWS::Logs::LogGroup"), resource("AccessLogs", "access", "AWS::Logs::LogGroup"),
			resource("CanaryApplication", "app", "AWS::CodeDeploy::Application"), resource("LoginDeployment", "login", "AWS::CodeDeploy::DeploymentGroup"),
			resource("Failures", "latchkey-failures", "AWS::CloudWatch::Alarm"),
		}},
		"deploy.list-deployments":            object{"Deployments": []string{}},
		"lambda.get-account-settings":        object{"AccountLimit": object{"ConcurrentExecutions": 1000}},
		"sesv2.get-account":                  object{"ProductionAccessEnabled": true, "SendingEnabled": true},
		"sns.get-sms-sandbox-account-status": object{"IsInSandbox": false},
		"apigatewayv2.get-api":               object{"ApiId": "a1b2c3"},
		"apigatewayv2.get-routes":            object{"Items": routes},
		"apigatewayv2.get-authorizers":       object{"Items": []object{{"Name": service.Authorizers[0].Name, "AuthorizerResultTtlInSeconds": 0}}},
		"apigatewayv2.get-stage":             object{"RouteSettings": object{"POST /users/login": object{"ThrottlingRateLimit": 200.0}}},
		"scheduler.get-schedule":             object{"State": "ENABLED"},
		"invoke.cleanup":                     object{"StatusCode": 200},
		"cleanup":                            nil,
		"invoke.create-admin":                object{"StatusCode": 200, "FunctionError": "Unhandled"},
		"create-admin":                       object{"errorMessage": "malformed_json: send username, email and password, and nothing else"},
		"logs.filter-log-events":             object{"Events": []object{{"Message": line}}},
		"cloudwatch.list-metrics":            object{"Metrics": []object{{"MetricName": "SignIns"}}},
		"cloudwatch.describe-alarms":         object{"MetricAlarms": []object{}},
	}
}

// said gives the lines of a run whose CLI answers so, with how each ended.
func said(t *testing.T, answers object) string {
	t.Helper()
	dir := t.TempDir()
	for name, answer := range answers {
		text, err := json.Marshal(answer)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name+".json"), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	bin, err := filepath.Abs("testdata/bin")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("ANSWERS", dir)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("x-request-id", "the-id")
		if r.URL.Path != "/health" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(api.Close)
	var out strings.Builder
	if _, err := Run(t.Context(), Options{API: api.URL, Stack: "latchkey", Template: deployed, Out: &out}); err != nil {
		return err.Error()
	}
	return out.String()
}

// Each row is a deployment that differs from the right one in one answer, and the line that says so.
func TestStackLines(t *testing.T) {
	for _, c := range []struct {
		answer string
		is     any
		want   string
	}{
		{"cloudformation.describe-stacks", object{"Stacks": []object{{"StackStatus": "UPDATE_ROLLBACK_COMPLETE"}}}, "failed   the last deployment of the stack was completed: the stack is in UPDATE_ROLLBACK_COMPLETE"},
		{"deploy.list-deployments", object{"Deployments": []string{"d-1"}}, "failed   no deployment by canary failed: d-1"},
		{"lambda.get-account-settings", object{"AccountLimit": object{"ConcurrentExecutions": 10}}, "failed   Lambda runs more than a new account's ten functions at once: the account runs 10"},
		{"sesv2.get-account", object{"SendingEnabled": false}, "failed   SES sends mail to any address: SES has paused"},
		{"sesv2.get-account", object{"SendingEnabled": true}, "skipped  SES sends mail to any address: the account is in the sandbox"},
		{"sns.get-sms-sandbox-account-status", object{"IsInSandbox": true}, "skipped  SNS sends texts to any number: the account is in the sandbox"},
		{"apigatewayv2.get-api", object{"Warnings": []string{"Ignoring x"}}, "failed   API Gateway imported the API without a warning: Ignoring x"},
		{"apigatewayv2.get-routes", object{"Items": []object{}}, "POST /users/login (for anyone) is missing"},
		{"apigatewayv2.get-authorizers", object{"Items": []object{{"Name": "Caller", "AuthorizerResultTtlInSeconds": 300}}}, "failed   it asks the authorizer for every request: Caller caches its answer for 300 seconds"},
		{"apigatewayv2.get-stage", object{}, "failed   it has the limits of single routes: POST /users/login has none"},
		{"scheduler.get-schedule", object{"State": "DISABLED"}, "failed   cleanup has its schedule: the schedule is DISABLED"},
		{"invoke.cleanup", object{"StatusCode": 200, "FunctionError": "Unhandled"}, "failed   cleanup runs: null"},
		{"invoke.create-admin", object{"StatusCode": 200}, "failed   create-admin starts"},
		{"logs.filter-log-events", object{"Events": []object{{"Message": `{"time":"2026-03-01T09:00:00Z","level":"INFO"}`}}}, `failed   a request has its line in the log of the functions: the line has the timestamp ""`},
		{"cloudwatch.describe-alarms", object{"MetricAlarms": []object{{"AlarmName": "latchkey-failures"}}}, "failed   no alarm rings: latchkey-failures"},
	} {
		with := answers(t)
		with[c.answer] = c.is
		if got := said(t, with); !strings.Contains(got, c.want) {
			t.Errorf("%q is not said where %s is %v:\n%s", c.want, c.answer, c.is, got)
		}
	}
	without := answers(t)
	delete(without, "cloudformation.describe-stacks")
	if got := said(t, without); !strings.Contains(got, "aws cloudformation describe-stacks: An error occurred (AccessDenied)") {
		t.Error(got)
	}
}

func TestStackPasses(t *testing.T) {
	got := said(t, answers(t))
	for _, l := range (&deployment{run: &run{}}).lines() {
		if !strings.Contains(got, "passed   "+l.says+"\n") {
			t.Errorf("%q is not passed:\n%s", l.says, got)
		}
	}
}
