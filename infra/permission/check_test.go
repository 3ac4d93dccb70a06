package permission_test

import (
	"slices"
	"strings"
	"testing"

	"latchkey/infra/local/runtime"
	"latchkey/infra/permission"
	"latchkey/infra/permission/permissiontest"
	"latchkey/infra/template"
)

const source = `
Resources:
  ThingsTable:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Other:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: build/other/}
  Thing:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: build/thing/
      Policies:
        - Statement:
            - Effect: Allow
              Action: [dynamodb:GetItem, dynamodb:Query]
              Resource: [!GetAtt [ThingsTable, Arn], !Sub '${ThingsTable.Arn}/index/by_name']
            - Effect: Allow
              Action: ses:SendEmail
              Resource: arn:aws:ses:us-east-1:123456789012:identity/*
              Condition: {StringEquals: {'ses:FromAddress': no-reply@latchkey.example}}
            - Effect: Allow
              Action: sns:Publish
              NotResource: arn:aws:sns:*:*:*
`

const (
	things = "arn:aws:dynamodb:us-east-1:123456789012:table/latchkey-Things"
	index  = things + "/index/by_name"
	sender = "arn:aws:ses:us-east-1:123456789012:identity/no-reply@latchkey.example"
)

// made are calls that use all that source allows, and no more.
func made() []permission.Call {
	by := runtime.AccessKey("thing")
	return []permission.Call{
		{Key: by, Action: "dynamodb:GetItem", Resource: things},
		{Key: by, Action: "dynamodb:GetItem", Resource: index},
		{Key: by, Action: "dynamodb:Query", Resource: things},
		{Key: by, Action: "dynamodb:Query", Resource: index},
		{Key: by, Action: "ses:SendEmail", Resource: sender, From: "no-reply@latchkey.example"},
		{Key: by, Action: "sns:Publish", Resource: "a phone number"},
	}
}

func check(t *testing.T, source string, calls []permission.Call) (found []string) {
	t.Helper()
	service, err := template.Parse([]byte(source), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range permission.Check(service, calls) {
		found = append(found, strings.ReplaceAll(f.String(), things, "THINGS"))
	}
	return found
}

// a role that does not fit what its function does is found, and the permission is named.
func TestRolesThatDoNotFit(t *testing.T) {
	const (
		documents = "\n        - Statement:"
		condition = "Condition: {StringEquals: {'ses:FromAddress': no-reply@latchkey.example}}"
		unmailed  = "thing: ses:SendEmail on " + sender + " is missing"
		mails     = "thing: ses:SendEmail on arn:aws:ses:us-east-1:123456789012:identity/*"
	)
	also := func(statement string) string { return documents + "\n            - " + statement }
	for name, c := range map[string]struct {
		old, new string
		want     []string
	}{
		"one action less": {"[dynamodb:GetItem, dynamodb:Query]", "dynamodb:GetItem", []string{
			"thing: dynamodb:Query on THINGS is missing", "thing: dynamodb:Query on THINGS/index/by_name is missing"}},
		"the table without its index": {", !Sub '${ThingsTable.Arn}/index/by_name'", "", []string{
			"thing: dynamodb:GetItem on THINGS/index/by_name is missing", "thing: dynamodb:Query on THINGS/index/by_name is missing"}},
		"what another function may": {"Other:\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: build/other/}",
			"Other:\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: build/other/, Policies: {Statement: {Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt ThingsTable.Arn}}}",
			[]string{"other: dynamodb:GetItem on THINGS is unused"}},
		"another sender":              {"no-reply@latchkey.example}}", "sales@latchkey.example}}", []string{mails + " is unused", unmailed}},
		"a condition of another kind": {"StringEquals", "StringLike", []string{mails + " is unused", unmailed}},
		"a condition on what is not known": {"ses:FromAddress", "aws:PrincipalTag/x",
			[]string{mails + " is unused", unmailed}},
		"topics alone": {"NotResource: arn:aws:sns:*:*:*", "Resource: arn:aws:sns:us-east-1:123456789012:news", []string{
			"thing: sns:Publish on a phone number is missing",
			"thing: sns:Publish on arn:aws:sns:us-east-1:123456789012:news is unused"}},
		"something denied": {documents, also("{Effect: Deny, Action: 'dynamodb:Quer?', Resource: '*/index/*'}"), []string{
			"thing: dynamodb:Query on THINGS/index/by_name is missing"}},

		"one action more": {"[dynamodb:GetItem,", "[dynamodb:GetItem, dynamodb:Scan,", []string{
			"thing: dynamodb:Scan on THINGS is unused", "thing: dynamodb:Scan on THINGS/index/by_name is unused"}},
		"one resource more": {"Resource: [!GetAtt", "Resource: [arn:aws:dynamodb:us-east-1:123456789012:table/x, !GetAtt", []string{
			"thing: dynamodb:GetItem on arn:aws:dynamodb:us-east-1:123456789012:table/x is unused",
			"thing: dynamodb:Query on arn:aws:dynamodb:us-east-1:123456789012:table/x is unused"}},
		"the same twice": {documents, also("{Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt ThingsTable.Arn}"), []string{
			"thing: dynamodb:GetItem on THINGS is unused"}},
		"every action": {"[dynamodb:GetItem, dynamodb:Query]", "dynamodb:*", []string{
			"thing: dynamodb:* on THINGS allows more than can be used", "thing: dynamodb:* on THINGS/index/by_name allows more than can be used"}},
		"every address":   {condition, "", []string{mails + " allows more than can be used"}},
		"every text":      {"NotResource: arn:aws:sns:*:*:*", "Resource: '*'", []string{"thing: sns:Publish on * allows more than can be used"}},
		"all but a topic": {"NotResource: arn:aws:sns:*:*:*", "NotResource: arn:aws:sns:us-east-1:123456789012:news", []string{"thing: sns:Publish on everything but arn:aws:sns:us-east-1:123456789012:news allows more than can be used"}},
	} {
		changed := strings.Replace(source, c.old, c.new, 1)
		if changed == source {
			t.Fatalf("%s: nothing was changed", name)
		}
		if found := check(t, changed, made()); !slices.Equal(found, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(found, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func TestRoleThatFits(t *testing.T) {
	if found := check(t, source, made()); len(found) > 0 {
		t.Error(found)
	}
	if found := check(t, source, append(made(), permission.Call{Key: "local", Action: "dynamodb:Scan", Resource: things})); len(found) > 0 {
		t.Errorf("a call of another key: %v", found)
	}
}

// Every permission that is taken away or added is noticed. Without calls none can be, and Mutate
// says so.
func TestMutationsAreNoticed(t *testing.T) {
	service, err := template.Parse([]byte(source), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if all := permissiontest.Mutate(service, made()); len(all) > 0 {
		t.Error(all)
	}
	if all := permissiontest.Mutate(service, nil); len(all) == 0 {
		t.Error("without calls no permission can be missing, and Mutate does not say so")
	}
}

// if each function of Latchkey makes the calls that its role is for, any permission that
// is taken from template.yaml is found missing, and any that is added is found unused. The
// acceptance tests see whether it makes them.
func TestDeployedRoles(t *testing.T) {
	const sender = "no-reply@latchkey.example"
	service, err := template.Load("../../template.yaml", template.Options{Assumed: map[string]string{"MailFrom": sender, "PublicUrl": "https://id.latchkey.example", "AccessTokens": "on"}})
	if err != nil {
		t.Fatal(err)
	}
	var calls []permission.Call
	for _, f := range service.Functions {
		for _, s := range f.Statements {
			for _, action := range s.Actions {
				for _, resource := range append(s.Resources, s.NotResources...) {
					if len(s.NotResources) > 0 {
						resource = "a phone number"
					}
					calls = append(calls, permission.Call{Key: runtime.AccessKey(f.Name), Action: action, Resource: resource, From: sender})
				}
			}
		}
	}
	if found := permission.Check(service, calls); len(found) > 0 {
		t.Error(found)
	}
	if all := permissiontest.Mutate(service, calls); len(all) > 0 || len(calls) < 200 {
		t.Errorf("%d calls: %v", len(calls), all)
	}
}
