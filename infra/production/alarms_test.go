package production_test

import (
	"maps"
	"strings"
	"testing"

	"latchkey/shared/domain/metric"
)

func TestEveryAlarmIsHeard(t *testing.T) {
	s := service(t, full)
	topic := s.ofType("AWS::SNS::Topic")
	if len(topic) != 1 {
		t.Fatalf("topics: %v", topic)
	}
	want := `[{"Ref":"` + topic[0] + `"}]`
	for _, id := range s.ofType("AWS::CloudWatch::Alarm") {
		p := s.Resources[id].Properties
		if text(p["AlarmActions"]) != want || text(p["OKActions"]) != want {
			t.Errorf("%s tells %s and %s", id, text(p["AlarmActions"]), text(p["OKActions"]))
		}
		if description, _ := p["AlarmDescription"].(string); description == "" || p["TreatMissingData"] == nil {
			t.Errorf("%s says %q and takes missing data for %v", id, description, p["TreatMissingData"])
		}
	}
	if subscriptions := s.ofType("AWS::SNS::Subscription"); len(subscriptions) != 1 ||
		s.Resources[subscriptions[0]].Properties["Endpoint"] != "on-call@latchkey.example" {
		t.Errorf("the subscriptions are %v", subscriptions)
	}
}

// What the alarms say goes nowhere in clear, and they may say it.
func TestTopicIsEncryptedAndOpenToAlarms(t *testing.T) {
	s := service(t, plain)
	if key := s.Resources[s.ofType("AWS::SNS::Topic")[0]].Properties["KmsMasterKeyId"]; key == nil {
		t.Error("the topic has no key")
	}
	made := s.Resources[s.ofType("AWS::KMS::Key")[0]]
	if made.DeletionPolicy != "Delete" || made.UpdateReplacePolicy != "Delete" {
		t.Errorf("the key outlives the stack: %s, %s", made.DeletionPolicy, made.UpdateReplacePolicy)
	}
	key := made.Properties
	if key["EnableKeyRotation"] != true || !strings.Contains(text(key["KeyPolicy"]), `"Service":"cloudwatch.amazonaws.com"`) {
		t.Errorf("the key is %s", text(key))
	}
	policy := text(s.Resources[s.ofType("AWS::SNS::TopicPolicy")[0]].Properties)
	for _, want := range []string{
		`"Action":"sns:Publish","Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"`,
		`"Condition":{"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}},"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"}`,
	} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy is without %s:\n%s", want, policy)
		}
	}
}

// alarmNames are the alarms by their names, without the stack's before them.
func alarmNames(s stack) map[string]resource {
	alarms := map[string]resource{}
	for _, id := range s.ofType("AWS::CloudWatch::Alarm") {
		name, _ := s.Resources[id].Properties["AlarmName"].(string)
		alarms[strings.TrimPrefix(name, "latchkey-")] = s.Resources[id]
	}
	return alarms
}

// failures of sign-ins and passcodes, spending on texts, limits, the first admin.
func TestEverythingIsWatched(t *testing.T) {
	alarms := alarmNames(service(t, plain))
	want := []string{
		"failures", "crashes", "throttles", "cleanup-errors", "mail-feedback-errors", "gateway-authorizer-errors", "api-5xx", "api-slow", "login-slow", "authorizer-slow",
		"gateway-authorizer-slow", "sign-in-failures", "passcode-failures", "passcodes-undelivered", "limited", "sms-spend", "mail-bounces", "mail-complaints", "create-admin-used", "recover-admin-used",
		"lone-admin-help",
	}
	for _, table := range read(t).Tables {
		want = append(want, table.LogicalID+"-conflicts", table.LogicalID+"-throttles", table.LogicalID+"-system-errors")
	}
	for _, name := range want {
		if alarms[name].Type == "" {
			t.Errorf("there is no alarm %s", name)
		}
	}
}

func TestRatesNeedAVolume(t *testing.T) {
	alarms := alarmNames(service(t, plain))
	for name, want := range map[string]string{
		"sign-in-failures":      `"IF(failures \u003e= 50, 100 * failures / (failures + FILL(successes, 0)), 0)"`,
		"passcode-failures":     `"IF(failures \u003e= 20, `,
		"passcodes-undelivered": `"IF(failures \u003e= 5, `,
		"api-5xx":               `"IF(failures \u003e= 5, `,
	} {
		if metrics := text(alarms[name].Properties["Metrics"]); !strings.Contains(metrics, want) {
			t.Errorf("%s looks at %s", name, metrics)
		}
	}
	if got := at(service(t, plain).Globals, "Function", "Environment", "Variables", "METRICS_NAMESPACE", "Fn::Sub"); got != "Latchkey/${AWS::StackName}" {
		t.Errorf("functions count in %v", got)
	}
	signIns := text(alarms["sign-in-failures"].Properties["Metrics"])
	for _, want := range []string{`"Namespace":"Latchkey/latchkey"`, `"MetricName":"SignIns"`, `"MetricName":"SignInFailures"`} {
		if !strings.Contains(signIns, want) {
			t.Errorf("sign-ins are counted by %s, want %s", signIns, want)
		}
	}
}

// panics are contained, so that Lambda counts no error of a function. The service's own
// count does, over all functions, and whatever the traffic.
func TestFailuresThatAreNoCrashesAreTold(t *testing.T) {
	p := alarmNames(service(t, plain))["failures"].Properties
	want := `{"Metric":{"MetricName":"Failures","Namespace":"Latchkey/latchkey"},"Period":300,"Stat":"Sum"}`
	if text(at(p, "Metrics", 0, "MetricStat")) != want || p["Threshold"] != 11.0 || p["DatapointsToAlarm"] != 1.0 || p["EvaluationPeriods"] != 1.0 {
		t.Errorf("%s", text(p))
	}
}

// Of a crash and of a timeout no function can tell. Lambda does, in a line that the filter takes,
// as long as the function logs JSON into the group of the filter.
func TestErrorsOfEveryFunctionAreWatched(t *testing.T) {
	s := service(t, plain)
	filters := s.ofType("AWS::Logs::MetricFilter")
	if len(filters) != 1 {
		t.Fatalf("filters: %v", filters)
	}
	filter, shared := s.Resources[filters[0]].Properties, alarmNames(s)["crashes"].Properties
	if at(filter, "FilterPattern") != `{ ($.type = "platform.report") && ($.record.status != "success") }` ||
		text(filter["MetricTransformations"]) != `[{"MetricName":"Crashes","MetricNamespace":"Latchkey/latchkey","MetricValue":"1"}]` {
		t.Errorf("the filter is %s", text(filter))
	}
	want := `{"Metric":{"MetricName":"Crashes","Namespace":"Latchkey/latchkey"},"Period":60,"Stat":"Sum"}`
	if text(at(shared, "Metrics", 0, "MetricStat")) != want || !twoOfFive(shared) {
		t.Errorf("the alarm is %s", text(shared))
	}
	for _, f := range read(t).Functions {
		logging, _ := at(s.Globals, "Function", "LoggingConfig").(map[string]any)
		logging = maps.Clone(logging)
		own, _ := s.Resources[f.LogicalID].Properties["LoggingConfig"].(map[string]any)
		maps.Copy(logging, own)
		if logging["LogFormat"] != "JSON" || text(logging["LogGroup"]) != text(filter["LogGroupName"]) {
			t.Errorf("a crash of %s is not counted, which logs by %s", f.Name, text(logging))
		}
	}
}

// twoOfFive holds for an alarm that rings in two minutes of five in which anything happened, and not
// while nothing does.
func twoOfFive(alarm map[string]any) bool {
	return alarm["Threshold"] == 1.0 && alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold" &&
		alarm["DatapointsToAlarm"] == 2.0 && alarm["EvaluationPeriods"] == 5.0 && alarm["TreatMissingData"] == "notBreaching"
}

// Where an alarm is that of many functions, it says how to find the one. CloudWatch takes 1,024 characters.
func TestSharedAlarmsTellHowToFindTheFunction(t *testing.T) {
	alarms := alarmNames(service(t, plain))
	for name, query := range map[string]string{
		"crashes":   `filter type = "platform.report" and record.status != "success" | parse @logStream`,
		"throttles": `SELECT SUM(Throttles) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName`,
	} {
		says, _ := alarms[name].Properties["AlarmDescription"].(string)
		if !strings.Contains(says, query) || len(says) > 1024 {
			t.Errorf("%s says %q", name, says)
		}
	}
}

func TestOneFailedCleanupIsTold(t *testing.T) {
	p := alarmNames(service(t, plain))["cleanup-errors"].Properties
	if p["Threshold"] != 1.0 || p["DatapointsToAlarm"] != 1.0 || p["EvaluationPeriods"] != 1.0 || p["TreatMissingData"] != "ignore" {
		t.Errorf("%s", text(p))
	}
}

func TestSpendIsMeasuredAgainstTheLimit(t *testing.T) {
	if p := alarmNames(service(t, full))["sms-spend"].Properties; p["Threshold"] != 40.0 || !strings.Contains(text(p), `"MetricName":"SMSMonthToDateSpentUSD"`) {
		t.Errorf("%s", text(p))
	}
}

func TestLatencyIsMeasuredAgainstTheTimeout(t *testing.T) {
	f, _ := read(t).Function("login")
	if p := alarmNames(service(t, plain))["login-slow"].Properties; p["Threshold"] != float64(f.Timeout)*500 || !strings.Contains(text(p), `"Stat":"p99"`) {
		t.Errorf("%s", text(p))
	}
}

func TestDashboardShowsEveryFunctionTableAndMetric(t *testing.T) {
	s := service(t, plain)
	dashboards := s.ofType("AWS::CloudWatch::Dashboard")
	if len(dashboards) != 1 {
		t.Fatalf("dashboards: %v", dashboards)
	}
	body := text(s.Resources[dashboards[0]].Properties["DashboardBody"])
	for _, f := range read(t).Functions {
		if !strings.Contains(body, `{"Ref":"`+f.LogicalID+`"}`) {
			t.Errorf("%s is not shown", f.LogicalID)
		}
	}
	for _, table := range read(t).Tables {
		if !strings.Contains(body, `{"Ref":"`+table.LogicalID+`"}`) {
			t.Errorf("%s is not shown", table.LogicalID)
		}
	}
	for _, name := range metric.Names {
		if !strings.Contains(body, `\"Latchkey/latchkey\",\"`+string(name)+`\"`) {
			t.Errorf("%s is not shown in %s", name, body)
		}
	}
}
