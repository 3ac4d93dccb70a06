package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/infra/production/translate"
)

const small = `{
  "Description": "A service",
  "Transform": "AWS::Serverless-2016-10-31",
  "Metadata": {"Latchkey::Settings": {"stack": "small", "canary": "off"}},
  "Parameters": {"Mode": {"Type": "String", "Default": "open"}, "BootstrapVersion": {"Default": "/x"}},
  "Resources": {
    "Table": {"Type": "AWS::DynamoDB::Table"},
    "ErrorsABC": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "small-login-errors", "MetricName": "Errors", "Period": 60}},
    "ShareABC": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "small-share", "Metrics": [
      {"Id": "share", "Expression": "a / b"}, {"Id": "a", "MetricStat": {"Period": 300}}, {"Id": "b", "MetricStat": {"Period": 10}}]}},
    "EachABC": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "small-each", "Metrics": [
      {"Id": "q", "Expression": "SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) GROUP BY FunctionName", "Period": 60}]}},
    "Both": {"Type": "AWS::CloudWatch::CompositeAlarm"},
    "IdleFunction": {"Type": "AWS::Serverless::Function", "Properties": {"AutoPublishAlias": "live",
      "Events": {"Hourly": {"Properties": {"ScheduleExpression": {"Ref": "Schedule"}}}}}},
    "LoginFunction": {"Type": "AWS::Serverless::Function", "Properties": {
      "AutoPublishAlias": "live", "DeploymentPreference": {"Type": "Canary10Percent5Minutes"},
      "Events": {"Post": {"Properties": {"Method": "POST", "Path": "/login"}}},
      "Policies": ["CloudWatchReadOnly", {"Statement": [
        {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": {"Fn::GetAtt": ["Table", "Arn"]}},
        {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": {"Fn::Sub": "${Table.Arn}/index/by_name"}},
        {"Effect": "Allow", "Action": "sns:Publish", "NotResource": {"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}},
        {"Effect": "Allow", "Action": "ses:SendEmail",
         "Resource": {"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*"},
         "Condition": {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}}}]}]}}
  },
  "Outputs": {"Url": {"Description": "Where it is", "Value": {"Fn::Join": ["", ["https://", {"Ref": "Table"}]]}}}
}`

const want = `small: A service

Settings
  canary  off
  stack   small

Parameters left as template.yaml has them
  Mode  open

Size
  Resources  9 of the 500 that a stack can have
  Traffic    of 1 functions moves by a canary, of 1 at once
  Alarms     4, for about $1.00 a month, and $0.10 for each metric that 1 queries find

Resources
    3 CloudWatch::Alarm           each, login-errors, share
    1 CloudWatch::CompositeAlarm  Both
    1 DynamoDB::Table             Table
    2 Serverless::Function        IdleFunction, LoginFunction

IdleFunction  Schedule
  may do  nothing but write logs

LoginFunction  POST /login
  dynamodb:GetItem  → Table, Table/index/by_name
  dynamodb:PutItem  → Table
  managed policy    → CloudWatchReadOnly
  ses:SendEmail     → ses:identity/* (where ses:FromAddress is MailFrom)
  sns:Publish       → all but sns:*:*:*

Outputs
  Url  Where it is: https://Table

`

// nine stands for what SAM makes of the template.
func nine([]byte) ([]byte, error) {
	return []byte(`{"Resources": {"a": {}, "b": {}, "c": {}, "d": {}, "e": {}, "f": {}, "g": {}, "h": {}, "i": {}}}`), nil
}

// planned is what is printed of a template.
func planned(t *testing.T, source string, sam translator) (string, error) {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "small.template.json"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := run([]string{folder}, &out, sam)
	return out.String(), err
}

func TestFoldersWithoutTemplatesAreRefused(t *testing.T) {
	if err := run(nil, new(bytes.Buffer), nine); err == nil || !strings.Contains(err.Error(), "give the folder") {
		t.Error(err)
	}
	if err := run([]string{t.TempDir()}, new(bytes.Buffer), nine); err == nil || !strings.Contains(err.Error(), "run `make synth` first") {
		t.Error(err)
	}
}

func TestPlanReadsWithoutJSON(t *testing.T) {
	out, err := planned(t, small, nine)
	if err != nil {
		t.Fatal(err)
	}
	if out != want {
		t.Errorf("it reads\n%s\nwant\n%s", out, want)
	}
}

// Where SAM cannot be asked, the number is that of before, and the plan says so. What SAM
// refuses, a deployment would be refused for, too. A template without SAM is as it is.
func TestResourcesAreCountedAsTheyWillBe(t *testing.T) {
	absent := func([]byte) ([]byte, error) { return nil, translate.ErrMissing }
	out, err := planned(t, small, absent)
	if err != nil || !strings.Contains(out, "Resources  7, of which SAM makes more") || !strings.Contains(out, "aws-sam-translator") {
		t.Errorf("%s, %v", out, err)
	}
	refused := errors.New("the template is invalid")
	if _, err := planned(t, small, func([]byte) ([]byte, error) { return nil, refused }); !errors.Is(err, refused) {
		t.Error(err)
	}
	if out, err := planned(t, `{"Resources": {"a": {}, "b": {}}}`, absent); err != nil || !strings.Contains(out, "2 of the 500") {
		t.Errorf("%s, %v", out, err)
	}
}

func TestLongListsAreWrapped(t *testing.T) {
	lines := wrap(strings.Repeat("word ", 30), 40)
	for _, line := range lines {
		if len(line) > 40 {
			t.Errorf("%q is longer than 40", line)
		}
	}
	if strings.Join(lines, " ") != strings.TrimSpace(strings.Repeat("word ", 30)) {
		t.Errorf("words are lost: %q", lines)
	}
}
