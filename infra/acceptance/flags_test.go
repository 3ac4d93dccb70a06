package acceptance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/cucumber/godog"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/template"
)

// rollout has the steps of what is rolled out by stages. "boss" sets the flags.
func (s *scene) rollout(sc *godog.ScenarioContext) {
	asked := func(body string) error { return s.turn("email_based_mfa", body) }
	sc.Step(`^new users are enrolled$`, func() error { return s.turn("enrol_new_users_in_email_otp", `{"enabled": true}`) })
	sc.Step(`^codes are required of everyone$`, func() error { return asked(`{"enabled": true}`) })
	sc.Step(`^codes are required of nobody$`, func() error { return asked(`{"enabled": false}`) })
	sc.Step(`^codes are required of (\d+) percent$`, func(share int) error { return asked(fmt.Sprintf(`{"percentage": %d}`, share)) })
	sc.Step(`^codes are required of "([^"]*)"$`, func(name string) error {
		ids, err := s.ids(name)
		if err != nil {
			return err
		}
		return asked(fmt.Sprintf(`{"users": [%s]}`, ids[0]))
	})
	s.keptCodes(sc)
	sc.Then(`^all of them are enrolled$`, s.takenIn)
	sc.Then(`^within ten seconds "([^"]*)" is asked for a code$`, s.askedInTime)
}

// keptCodes has the steps of codes that are used when they are no longer the newest.
func (s *scene) keptCodes(sc *godog.ScenarioContext) {
	code, challenge := "", s.challenge
	sc.When(`^"([^"]*)" keeps the code$`, func(name string) (err error) {
		challenge = s.challenge
		code, err = s.newest(s.person(name).email)
		return err
	})
	sc.When(`^"[^"]*" gives the code that was kept$`, func() error {
		newer := s.challenge
		s.challenge = challenge
		err := s.give(code)
		s.challenge = newer
		return err
	})
	sc.When(`^a minute passes for the code$`, s.minutePasses)
}

// turn sets a flag, and ends the processes that may have cached its old value: how long they take
// to notice a change has a scenario of its own.
func (s *scene) turn(flag, body string) error {
	before := *s
	err := all(
		func() error {
			return s.say(request{method: "PUT", path: "/api/v1/admin/feature-flags/" + flag, body: body, token: s.person("boss").token})
		},
		func() error { return s.expect(200) })
	for _, function := range []string{"login", "register", "bulk-register"} {
		s.Kill(function)
	}
	s.sent, s.last, s.challenge = before.sent, before.last, before.challenge
	return err
}

func (s *scene) takenIn() error {
	results, err := s.shown("results")
	if err != nil {
		return err
	}
	for _, result := range results {
		one, _ := result.(map[string]any)
		if user, _ := one["user"].(map[string]any); user["email_otp_required_after"] == nil {
			return errors.New(s.last.body)
		}
	}
	return nil
}

// askedInTime signs in until a code is asked for. A sign-in that begins ten seconds after the flag
// was set has to be asked, however long each of them takes.
func (s *scene) askedInTime(name string) error {
	for end := time.Now().Add(10 * time.Second); ; {
		late := time.Now().After(end)
		if err := s.post("/users/login", map[string]string{"username": name, "password": password}); err != nil {
			return err
		}
		if s.last.status == 202 {
			return nil
		}
		if late {
			return fmt.Errorf("%d %s", s.last.status, s.last.body)
		}
	}
}

// minutePasses makes all codes a minute older, so that another may be asked for.
func (s *scene) minutePasses(ctx context.Context) error {
	client := dynamodb.Client(s.DynamoDBEndpoint)
	codes := s.Tables[slices.IndexFunc(s.Tables, func(t template.Table) bool { return t.LogicalID == "PasscodesTable" })].Name
	out, err := client.Scan(ctx, &sdk.ScanInput{TableName: &codes, ConsistentRead: aws.Bool(true)})
	if err != nil {
		return err
	}
	then := &types.AttributeValueMemberN{Value: strconv.FormatInt(time.Now().Add(-time.Minute).Unix(), 10)}
	for _, item := range out.Items {
		_, err := client.UpdateItem(ctx, &sdk.UpdateItemInput{
			TableName: &codes, Key: record{"id": item["id"]}, UpdateExpression: aws.String("SET created_at = :then"),
			ExpressionAttributeValues: record{":then": then},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
