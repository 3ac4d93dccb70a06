package template_test

import (
	"strings"
	"testing"

	"latchkey/infra/template"
)

// output resolves one expression: the value of the output `It` of a small template.
func output(t *testing.T, expression string) (string, error) {
	t.Helper()
	service, err := template.Parse([]byte(`
Parameters:
  Name: {Type: String, Default: cat}
  Names: {Type: CommaDelimitedList, Default: 'cat,dog'}
  NoNames: {Type: CommaDelimitedList, Default: ''}
Conditions:
  IsCat: !Equals [!Ref Name, cat]
  IsDog: {'Fn::Equals': [{Ref: Name}, dog]}
  Neither: !Not [!Or [!Condition IsCat, {Condition: IsDog}]]
  Nobody: !Equals [!Join [',', !Ref NoNames], '']
  Both: !And [!Condition IsCat, !Not [!Condition IsDog]]
Resources:
  Logs: {Type: AWS::Logs::LogGroup}
  Absent: {Type: AWS::Logs::LogGroup, Condition: IsDog}
  ThingsTable:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
Outputs:
  It: {Value: `+expression+`}
`), template.Options{Region: "eu-north-1", AccountID: "111122223333", TablePrefix: "p-"})
	if err != nil {
		return "", err
	}
	return service.Outputs["It"], nil
}

func TestIntrinsicsAreRefused(t *testing.T) {
	for expression, want := range map[string]string{
		`!FindInMap [a, b, c]`:       "line 21: the intrinsic function FindInMap is not known here",
		`{'Fn::Base64': x}`:          "line 21: the intrinsic function Base64 is not known here",
		`!Ref Nobody`:                `there is no parameter or resource "Nobody"`,
		`!Ref Absent`:                `there is no parameter or resource "Absent"`,
		`!GetAtt Nobody.Arn`:         `there is no parameter or resource "Nobody"`,
		`!GetAtt Logs`:               "it wants a resource and an attribute",
		`!Sub '${Nobody}'`:           `there is no parameter or resource "Nobody"`,
		`!Sub '${AWS::NoValue}'`:     "${AWS::NoValue} is not a text",
		`!Sub ['${a}', {a: b}]`:      "it wants a text",
		`!Join [',', x]`:             "it wants a list of what to join",
		`!If [NoSuch, a, b]`:         "there is no condition NoSuch",
		`!If [IsCat, a]`:             "it wants a condition and two values",
		`!Split ['', a]`:             "it wants a separator and a text",
		`!Split [',', [a]]`:          "it wants a separator and a text",
		`!Select [1, [a]]`:           "it wants an index and a list that has it",
		`!Select [0, a]`:             "it wants an index and a list that has it",
		`{Fn::ToJsonString: {a: b}}`: "ToJsonString is not known",
	} {
		if _, err := output(t, expression); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", expression, err, want)
		}
	}
}

func TestIntrinsics(t *testing.T) {
	for expression, want := range map[string]string{
		`!Ref Name`:                                "cat",
		`{Ref: Name}`:                              "cat",
		`!Ref AWS::Region`:                         "eu-north-1",
		`!Ref ThingsTable`:                         "p-Things",
		`!GetAtt ThingsTable.Arn`:                  "arn:aws:dynamodb:eu-north-1:111122223333:table/p-Things",
		`!GetAtt [ThingsTable, Arn]`:               "arn:aws:dynamodb:eu-north-1:111122223333:table/p-Things",
		`{'Fn::GetAtt': ThingsTable.Arn}`:          "arn:aws:dynamodb:eu-north-1:111122223333:table/p-Things",
		`!GetAtt Logs.Arn`:                         "arn:aws:logs:eu-north-1:111122223333:log-group:latchkey-Logs:*",
		`!Sub '${Name}-${AWS::AccountId}-${!raw}'`: "cat-111122223333-${raw}",
		`!Sub '${ThingsTable.Arn}'`:                "arn:aws:dynamodb:eu-north-1:111122223333:table/p-Things",
		`!Split [',', a]`:                          "[a]",
		`!Select [1, !Split [',', 'a,b']]`:         "b",
		`!If [Both, yes!, !Ref Absent]`:            "yes!",
		`!If [Neither, a, b]`:                      "b",
		`[a, !If [IsDog, b, !Ref AWS::NoValue]]`:   "[a]",
		`!Join ['-', [a, !Ref Name]]`:              "a-cat",
		`!Ref Names`:                               "[cat dog]",
		`!Join [', ', !Ref Names]`:                 "cat, dog",
		`!If [Nobody, none, some]`:                 "none",
		`!Split ['-', a-b]`:                        "[a b]",
		`!Select ['1', !Split ['-', 'a-b']]`:       "b",
	} {
		got, err := output(t, expression)
		if err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", expression, got, err, want)
		}
	}
}
