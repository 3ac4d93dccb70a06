package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const small = `{
  "Description": "A service",
  "Metadata": {"Latchkey::Settings": {"stack": "small", "canary": "off"}},
  "Parameters": {"Mode": {"Type": "String", "Default": "open"}, "BootstrapVersion": {"Default": "/x"}},
  "Resources": {
    "Table": {"Type": "AWS::DynamoDB::Table"},
    "ErrorsABC": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "small-login-errors"}},
    "IdleFunction": {"Type": "AWS::Serverless::Function", "Properties": {
      "Events": {"Hourly": {"Properties": {"ScheduleExpression": {"Ref": "Schedule"}}}}}},
    "LoginFunction": {"Type": "AWS::Serverless::Function", "Properties": {
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

Resources
    1 CloudWatch::Alarm     login-errors
    1 DynamoDB::Table       Table
    2 Serverless::Function  IdleFunction, LoginFunction

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

func TestFoldersWithoutTemplatesAreRefused(t *testing.T) {
	if err := run(nil, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "which folder") {
		t.Error(err)
	}
	if err := run([]string{t.TempDir()}, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "run `make synth` first") {
		t.Error(err)
	}
}

func TestPlanReadsWithoutJSON(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "small.template.json"), []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run([]string{folder}, &out); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("it reads\n%s\nwant\n%s", out.String(), want)
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
