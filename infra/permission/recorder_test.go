package permission_test

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	mail "github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"latchkey/infra/permission"
)

// What IAM checks of each call that the SDK makes, whether it succeeds or not.
func TestCalls(t *testing.T) {
	db, ses, texts, keys, recorded := clients(t)
	ctx := t.Context()
	key := map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "x"}}
	table, other := aws.String("test-Things"), aws.String("test-Others")
	condition, name := aws.String("attribute_exists(id)"), aws.String("by_name")
	for title, c := range map[string]struct {
		call func() error
		want string
	}{
		"a plain read": {func() error {
			_, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: table, Key: key})
			return err
		},
			"dynamodb:GetItem table/Things"},
		"a read of an index": {func() error {
			_, err := db.Query(ctx, &dynamodb.QueryInput{TableName: table, IndexName: name})
			return err
		},
			"dynamodb:Query table/Things/index/by_name"},
		"reads of two tables": {func() error {
			keys := types.KeysAndAttributes{Keys: []map[string]types.AttributeValue{key}}
			_, err := db.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{*table: keys, *other: keys}})
			return err
		}, "dynamodb:BatchGetItem table/Others, dynamodb:BatchGetItem table/Things"},
		"writes of all kinds at once": {func() error {
			_, err := db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
				{Put: &types.Put{TableName: table, Item: key}},
				{Update: &types.Update{TableName: table, Key: key, UpdateExpression: condition}},
				{Delete: &types.Delete{TableName: other, Key: key}},
				{ConditionCheck: &types.ConditionCheck{TableName: other, Key: key, ConditionExpression: condition}},
			}})
			return err
		}, "dynamodb:ConditionCheckItem table/Others, dynamodb:DeleteItem table/Others, dynamodb:PutItem table/Things, dynamodb:UpdateItem table/Things"},
		"a statement of PartiQL": {func() error {
			_, err := db.ExecuteStatement(ctx, &dynamodb.ExecuteStatementInput{Statement: aws.String(`SELECT * FROM "test-Things"`)})
			return err
		}, "dynamodb:ExecuteStatement something unknown"},
		"a mail": {func() error { return send(ctx, ses, nil) },
			"ses:SendEmail configuration-set/of-the-identity from no-reply@latchkey.example, ses:SendEmail identity/no-reply@latchkey.example from no-reply@latchkey.example"},
		"a mail by a configuration set": {func() error { return send(ctx, ses, aws.String("tracked")) },
			"ses:SendEmail configuration-set/tracked from no-reply@latchkey.example, ses:SendEmail identity/no-reply@latchkey.example from no-reply@latchkey.example"},
		"another call to SES": {func() error { _, err := ses.GetAccount(ctx, &sesv2.GetAccountInput{}); return err },
			"ses:GET /v2/email/account something unknown"},
		"a text": {func() error {
			_, err := texts.Publish(ctx, &sns.PublishInput{PhoneNumber: aws.String("+447700900123"), Message: aws.String("x")})
			return err
		}, "sns:Publish a phone number"},
		"a signature": {func() error {
			_, err := keys.Sign(ctx, &kms.SignInput{KeyId: aws.String("arn:aws:kms:eu-west-1:1:key/x"), Message: []byte("x"), SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256"})
			return err
		}, "kms:Sign arn:aws:kms:eu-west-1:1:key/x"},
		"another call to KMS": {func() error { _, err := keys.ListKeys(ctx, &kms.ListKeysInput{}); return err },
			"kms:ListKeys something unknown"},
		"a text to a topic": {func() error {
			_, err := texts.Publish(ctx, &sns.PublishInput{TopicArn: aws.String("arn:aws:sns:eu-west-1:1:news"), Message: aws.String("x")})
			return err
		}, "sns:Publish arn:aws:sns:eu-west-1:1:news"},
	} {
		if err := c.call(); err == nil {
			t.Errorf("%s: the call succeeded without a server", title)
		}
		if got := recorded(); got != c.want {
			t.Errorf("%s: %s\nwant %s", title, got, c.want)
		}
	}
}

// A request arrives as it was sent, and one that is not signed is not recorded.
func TestRequestsArrive(t *testing.T) {
	rec := &permission.Recorder{}
	server := httptest.NewServer(rec.Before(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = rw.Write(append(body, r.Method...))
	})))
	defer server.Close()
	answer, err := http.Post(server.URL, "text/plain", strings.NewReader("what was sent by "))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || string(body) != "what was sent by POST" || len(rec.Calls()) != 0 {
		t.Errorf("%s %v %v", body, err, rec.Calls())
	}
}

func send(ctx context.Context, ses *sesv2.Client, set *string) error {
	_, err := ses.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: aws.String("Latchkey <no-reply@latchkey.example>"), ConfigurationSetName: set,
		Destination: &mail.Destination{ToAddresses: []string{"mary@latchkey.example"}},
		Content: &mail.EmailContent{Simple: &mail.Message{
			Subject: &mail.Content{Data: aws.String("x")}, Body: &mail.Body{Text: &mail.Content{Data: aws.String("x")}},
		}},
	})
	return err
}

// clients gives clients of an endpoint that refuses everything, and the calls since the last time.
func clients(t *testing.T) (*dynamodb.Client, *sesv2.Client, *sns.Client, *kms.Client, func() string) {
	t.Helper()
	var rec *permission.Recorder
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rec.Before(http.NotFoundHandler()).ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	begin := func() {
		rec = &permission.Recorder{Account: "1", Table: func(name string) string { return strings.TrimPrefix(name, "test-") }}
	}
	begin()
	recorded := func() string {
		defer begin()
		return describe(rec.Calls())
	}
	credentials := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "localthing", SecretAccessKey: "local"}, nil
	})
	const region = "eu-west-1"
	return dynamodb.New(dynamodb.Options{BaseEndpoint: &server.URL, Region: region, Credentials: credentials, RetryMaxAttempts: 1}),
		sesv2.New(sesv2.Options{BaseEndpoint: &server.URL, Region: region, Credentials: credentials, RetryMaxAttempts: 1}),
		sns.New(sns.Options{BaseEndpoint: &server.URL, Region: region, Credentials: credentials, RetryMaxAttempts: 1}),
		kms.New(kms.Options{BaseEndpoint: &server.URL, Region: region, Credentials: credentials, RetryMaxAttempts: 1}),
		recorded
}

func describe(calls []permission.Call) string {
	var all []string
	for _, c := range calls {
		if c.Key != "localthing" {
			all = append(all, "another key: "+c.Key)
		}
		text := c.Action + " " + strings.TrimPrefix(strings.TrimPrefix(c.Resource, "arn:aws:dynamodb:eu-west-1:1:"), "arn:aws:ses:eu-west-1:1:")
		if c.From != "" {
			text += " from " + c.From
		}
		all = append(all, text)
	}
	slices.SortFunc(all, cmp.Compare[string])
	return strings.Join(all, ", ")
}
