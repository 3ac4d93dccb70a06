package acceptance

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/cucumber/godog"

	"latchkey/infra/local/dynamodb"
	"latchkey/infra/template"
)

// wrongCode has the form of an admin's reset code, and is not one.
const wrongCode = "lka_177c0d35630b52fc_eQ0sN78OV5YvAWdxLJHZBonJJgq1zgw3QV3d4podcKfCZrcX"

// adminReset are the steps of a password that an admin allows.
func (s *scene) adminReset(sc *godog.ScenarioContext) {
	code := ""
	path := func(name string) string { return "/api/v1/admin/users/" + name + "/allow-reset" }
	sc.When(`^"([^"]*)" lets "([^"]*)" set a new password$`, func(admin, name string) error {
		err := s.say(request{method: "POST", path: path(name), token: s.person(admin).token})
		if shown := s.last.text("reset_code"); shown != "" {
			code = shown
		}
		return err
	})
	sc.When(`^"([^"]*)" withdraws that from "([^"]*)"$`, func(admin, name string) error {
		return s.say(request{method: "DELETE", path: path(name), token: s.person(admin).token})
	})
	sc.When(`^"([^"]*)" sets "([^"]*)" with the admin's code$`, func(name, wanted string) error { return s.setBy(name, code, wanted) })
	sc.When(`^"([^"]*)" sets "([^"]*)" with a wrong code$`, func(name, wanted string) error { return s.setBy(name, wrongCode, wanted) })
	sc.When(`^"([^"]*)" resets the factors of "([^"]*)" because "([^"]*)"$`, func(admin, name, reason string) error {
		path := "/api/v1/admin/users/" + name + "/reset-factors"
		return s.say(request{method: "POST", path: path, body: fmt.Sprintf(`{"reason":%q}`, reason), token: s.person(admin).token})
	})
	sc.When(`^an hour passes for the reset grant$`, s.hourPasses)
	s.resetOutcomes(sc)
}

func (s *scene) resetOutcomes(sc *godog.ScenarioContext) {
	sc.Then(`^"([^"]*)" can sign in with "([^"]*)"$`, func(name, secret string) error {
		a, err := s.send("POST", "/users/login", login(name, secret))
		if err != nil {
			return err
		}
		return s.good(a.text("token"), name)
	})
	sc.Then(`^the answer is the same except for the request id$`, func() error {
		if s.last.status != s.kept.status || withoutID(s.last) != withoutID(s.kept) {
			return fmt.Errorf("%d %s, and %d %s", s.last.status, s.last.body, s.kept.status, s.kept.body)
		}
		return nil
	})
	sc.Then(`^it says when to try again$`, func() error {
		if n, err := strconv.Atoi(s.last.header.Get("Retry-After")); err != nil || n < 1 || n > 3600 {
			return fmt.Errorf("%v: %w", s.last.header, err)
		}
		return nil
	})
	sc.Then(`^it says until when a new password is allowed$`, func() error {
		if _, err := time.Parse(time.RFC3339, s.last.text("password_reset_allowed_until")); err != nil {
			return fmt.Errorf("%s: %w", s.last.body, err)
		}
		return nil
	})
	sc.Then(`^the code goes by "([^"]*)"$`, func(channel string) error {
		if got := s.last.text("challenge.channel"); got != channel {
			return fmt.Errorf("it goes by %q", got)
		}
		return nil
	})
	sc.Then(`^the record "([^"]*)" has the reason "([^"]*)"$`, s.recordedBecause)
	sc.Then(`^no password and no hash of one is shown$`, func() error { return s.shows("hash", "argon2", password) })
	sc.Then(`^nothing of the reset is shown$`, func() error { return s.shows("allow", "reset", "lka_") })
}

func (s *scene) recordedBecause(name, reason string) error {
	records, err := s.shown("events")
	if err != nil {
		return err
	}
	for _, one := range records {
		if r, _ := one.(map[string]any); r["event"] == name && r["reason"] == reason {
			return nil
		}
	}
	return errors.New("no such record in " + s.last.body)
}

var requestID = regexp.MustCompile(`"request_id":"[^"]*"`)

func withoutID(a answer) string { return requestID.ReplaceAllString(a.body, "") }

func (s *scene) setBy(name, code, wanted string) error {
	return s.post("/api/v1/auth/reset-password", map[string]string{"username": name, "reset_code": code, "new_password": wanted})
}

// shows fails where a word is in the last answer, which has to be a success.
func (s *scene) shows(words ...string) error {
	if err := s.expect(200); err != nil {
		return err
	}
	for _, word := range words {
		if strings.Contains(s.last.body, word) {
			return errors.New(word + " is in " + s.last.body)
		}
	}
	return nil
}

// hourPasses makes the reset grant expire, and changes nothing else.
func (s *scene) hourPasses(ctx context.Context) error {
	const ends = "allow_reset_expires_at"
	client := dynamodb.Client(s.DynamoDBEndpoint)
	users := s.Tables[slices.IndexFunc(s.Tables, func(t template.Table) bool { return t.LogicalID == "UsersTable" })].Name
	out, err := client.Scan(ctx, &sdk.ScanInput{TableName: &users, ConsistentRead: aws.Bool(true)})
	if err != nil {
		return err
	}
	for _, item := range out.Items {
		if item[ends] == nil {
			continue
		}
		now := &types.AttributeValueMemberN{Value: strconv.FormatInt(time.Now().Unix(), 10)}
		_, err := client.UpdateItem(ctx, &sdk.UpdateItemInput{
			TableName: &users, Key: record{"id": item["id"]}, UpdateExpression: aws.String("SET " + ends + " = :now"),
			ExpressionAttributeValues: record{":now": now},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
