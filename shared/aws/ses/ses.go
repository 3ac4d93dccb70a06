// Package ses sends mails by Amazon SES.
package ses

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"latchkey/shared/domain/message"
	"latchkey/shared/start/boot"
)

// Mailer is a message.Mailer.
type Mailer struct {
	client  *sesv2.Client
	from    string
	replyTo []string
	set     *string // nil for that of the sender
}

// Sender is who sends every mail: an address, or a name and an address as in `Acme <no-reply@acme.example>`.
type Sender struct {
	From    string
	ReplyTo string // who gets the answers; empty for the sender
	// ConfigurationSet says what SES does with the mails and whom it tells of them; empty for that of the sender.
	ConfigurationSet string
}

// Open makes the mailer of a process.
func Open(p *boot.Process, s Sender) *Mailer {
	return New(p.Endpoint("email", "AWS_ENDPOINT_URL_SESV2", 1), p.Region, p.Credentials, p.HTTP, s)
}

// New makes a mailer that talks to an endpoint.
func New(endpoint, region string, credentials aws.CredentialsProvider, client *http.Client, s Sender) *Mailer {
	var replyTo []string
	if s.ReplyTo != "" {
		replyTo = []string{encoded(s.ReplyTo)}
	}
	var set *string
	if s.ConfigurationSet != "" {
		set = &s.ConfigurationSet
	}
	return &Mailer{from: encoded(s.From), replyTo: replyTo, set: set, client: sesv2.New(sesv2.Options{
		BaseEndpoint: &endpoint, Region: region, Credentials: credentials, HTTPClient: client, Retryer: boot.Retryer(),
	})}
}

// automatic tells mail servers that no person wrote a mail, so that none answers it with an absence note
// (RFC 3834).
var automatic = []types.MessageHeader{{Name: aws.String("Auto-Submitted"), Value: aws.String("auto-generated")}}

// encoded is an address as a header has it, with a name beyond ASCII in encoded words (RFC 2047), which SES
// does not make itself.
func encoded(given string) string {
	name, address, named := strings.Cut(strings.TrimSuffix(given, ">"), "<")
	if !named {
		return given
	}
	return (&mail.Address{Name: strings.TrimSpace(name), Address: address}).String()
}

// Mail sends one mail. Fields are passed apart, so no address can add a header.
func (m *Mailer) Mail(ctx context.Context, sent message.Mail) error {
	_, err := m.client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: &m.from,
		ReplyToAddresses: m.replyTo,
		Destination:      &types.Destination{ToAddresses: []string{sent.To}},

		ConfigurationSetName: m.set,
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: utf8(sent.Subject),
			Headers: automatic,
			Body:    &types.Body{Text: utf8(sent.Text), Html: utf8(sent.HTML)},
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
