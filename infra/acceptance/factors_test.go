package acceptance

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/cucumber/godog"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"latchkey/infra/local/dynamodb"
)

// authenticator is an app that shows codes.
type authenticator struct{ id, secret string }

// code is what it shows now.
func (a authenticator) code() (string, error) {
	return totp.GenerateCodeCustom(a.secret, time.Now(), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix})
}

func (s *scene) factors(sc *godog.ScenarioContext) {
	sc.Given(`^"([^"]*)" has the authenticator "([^"]*)"$`, s.enrol)
	sc.Given(`^"([^"]*)" has codes by mail since last week$`, func(ctx context.Context, _ string) error {
		week := fmt.Sprint(time.Now().Add(-7 * 24 * time.Hour).Unix())
		return s.rewrite(ctx, "UsersTable", "email_since", week, "id")
	})
	sc.When(`^"([^"]*)" sets up "([^"]*)"$`, s.setUp)
	sc.When(`^"([^"]*)" confirms "([^"]*)" with its code$`, func(name, app string) error { return s.confirm(name, app, func(c string) string { return c }) })
	sc.When(`^"([^"]*)" confirms "([^"]*)" with a wrong code$`, func(name, app string) error { return s.confirm(name, app, other) })
	sc.When(`^"([^"]*)" gives the code of "([^"]*)"$`, s.giveShown)
	sc.When(`^"([^"]*)" gives the same code again$`, func(name string) error { return s.give(s.person(name).shown) })
	sc.When(`^"([^"]*)" gives a recovery code$`, func(name string) error {
		p := s.person(name)
		code := p.recovery[0]
		p.recovery = p.recovery[1:]
		return s.give(code)
	})
	sc.When(`^"([^"]*)" gives a recovery code in small letters, with spaces$`, func(name string) error {
		return s.give(" " + strings.ToLower(strings.ReplaceAll(s.person(name).recovery[0], "-", " ")))
	})
	sc.When(`^"([^"]*)" chooses "([^"]*)"$`, func(_, method string) error {
		return s.post("/2fa/resend", map[string]string{"challenge_id": s.challenge.id, "method": method})
	})
	sc.When(`^"([^"]*)" removes "([^"]*)"$`, func(name, app string) error {
		p := s.person(name)
		return s.say(request{method: "DELETE", path: "/users/me/factors/" + p.apps[app].id, token: p.token})
	})
	sc.Then(`^"([^"]*)" keeps (\d+) recovery codes$`, s.keep)
}

// setUp takes the secret of an enrolment that was answered.
func (s *scene) setUp(name, app string) error {
	p := s.person(name)
	if p.apps == nil {
		p.apps = map[string]authenticator{}
	}
	p.apps[app] = authenticator{s.last.text("factor.id"), s.last.text("totp.secret")}
	return s.expect(201)
}

func (s *scene) confirm(name, app string, given func(code string) string) error {
	p := s.person(name)
	code, err := p.apps[app].code()
	if err != nil {
		return err
	}
	return s.say(request{method: "POST", path: "/users/me/factors/" + p.apps[app].id + "/confirm", body: fmt.Sprintf(`{"code":%q}`, given(code)), token: p.token})
}

// giveShown answers with the code of an app, as if it showed one that was not used yet.
func (s *scene) giveShown(ctx context.Context, name, app string) error {
	if err := s.rewrite(ctx, "FactorsTable", "last_step", "1", "user_id", "id"); err != nil {
		return err
	}
	p := s.person(name)
	code, err := p.apps[app].code()
	if err != nil {
		return err
	}
	p.shown = code
	return s.give(code)
}

func (s *scene) keep(name string, n int) error {
	codes, err := s.shown("recovery_codes")
	if err != nil {
		return err
	}
	p := s.person(name)
	p.recovery = nil
	for _, code := range codes {
		p.recovery = append(p.recovery, fmt.Sprint(code))
	}
	if len(p.recovery) != n {
		return fmt.Errorf("%d recovery codes", len(p.recovery))
	}
	return nil
}

// enrol gives somebody who is signed in and has no other factor an authenticator, or one who has codes by mail.
func (s *scene) enrol(name, app string) error {
	p := s.person(name)
	r := request{method: "POST", path: "/users/me/factors", body: fmt.Sprintf(`{"type":"totp","name":%q}`, app), token: p.token}
	if err := s.say(r); err != nil {
		return err
	}
	if s.last.status == 202 {
		code, err := s.newest(p.email)
		if err != nil {
			return err
		}
		if err := s.give(code); err != nil {
			return err
		}
	}
	return all(
		func() error { return s.setUp(name, app) },
		func() error { return s.confirm(name, app, func(c string) string { return c }) },
		func() error { return s.expect(200) },
		func() error { return s.keep(name, 10) })
}

// rewrite changes a number in every item of a table that has it.
func (s *scene) rewrite(ctx context.Context, logical, attribute, value string, keys ...string) error {
	client := dynamodb.Client(s.DynamoDBEndpoint)
	var table string
	for _, t := range s.Tables {
		if t.LogicalID == logical {
			table = t.Name
		}
	}
	items, err := scanned(ctx, client, table)
	if err != nil {
		return err
	}
	for _, item := range items {
		if item[attribute] == nil {
			continue
		}
		key := record{}
		for _, k := range keys {
			key[k] = item[k]
		}
		_, err := client.UpdateItem(ctx, &sdk.UpdateItemInput{
			TableName: &table, Key: key, UpdateExpression: aws.String("SET #a = :v"), ExpressionAttributeNames: map[string]string{"#a": attribute},
			ExpressionAttributeValues: record{":v": &types.AttributeValueMemberN{Value: value}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
