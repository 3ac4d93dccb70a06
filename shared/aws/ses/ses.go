// Package ses sends mails by Amazon SES.
package ses

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"latchkey/shared/domain/message"
	"latchkey/shared/start/boot"
)

// Mailer is a message.Mailer.
type Mailer struct {
	client *sesv2.Client
	from   string
}

// Open makes the mailer of a process; from is the sender of every mail.
func Open(p *boot.Process, from string) *Mailer {
	return New(p.Endpoint("email", "AWS_ENDPOINT_URL_SESV2", 1), p.Region, p.Credentials, p.HTTP, from)
}

// New makes a mailer that talks to an endpoint.
func New(endpoint, region string, credentials aws.CredentialsProvider, client *http.Client, from string) *Mailer {
	return &Mailer{from: from, client: sesv2.New(sesv2.Options{
		BaseEndpoint: &endpoint, Region: region, Credentials: credentials, HTTPClient: client, Retryer: boot.Retryer(),
	})}
}

// Mail sends one mail. Fields are passed apart, so no address can add a header.
func (m *Mailer) Mail(ctx context.Context, mail message.Mail) error {
	_, err := m.client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: &m.from,
		Destination:      &types.Destination{ToAddresses: []string{mail.To}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: utf8(mail.Subject),
			Body:    &types.Body{Text: utf8(mail.Text), Html: utf8(mail.HTML)},
		}},
	})
	return withoutMessage("ses SendEmail", err)
}

func utf8(s string) *types.Content {
	return &types.Content{Data: &s, Charset: aws.String("UTF-8")}
}

// withoutMessage keeps the code of an API's error and drops its message, in which SES
// quotes the addresses that it refuses.
func withoutMessage(call string, err error) error {
	var api smithy.APIError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &api):
		return fmt.Errorf("%s: %s", call, api.ErrorCode())
	}
	return message.Unanswered(call, err)
}
