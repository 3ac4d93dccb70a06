// Package sns sends texts by Amazon SNS.
package sns

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"latchkey/shared/domain/message"
	"latchkey/shared/start/boot"
)

// SMSSender is a message.SMSSender.
type SMSSender struct{ client *sns.Client }

// Open makes the SMS sender of a process.
func Open(p *boot.Process) *SMSSender {
	return New(p.Endpoint("sns", "AWS_ENDPOINT_URL_SNS", 1), p.Region, p.Credentials, p.HTTP)
}

// New makes an SMS sender that talks to an endpoint.
func New(endpoint, region string, credentials aws.CredentialsProvider, client *http.Client) *SMSSender {
	return &SMSSender{sns.New(sns.Options{
		BaseEndpoint: &endpoint, Region: region, Credentials: credentials, HTTPClient: client, Retryer: boot.Retryer(),
	})}
}

// Text sends one text, as transactional: it is worth nothing late.
func (s *SMSSender) Text(ctx context.Context, text message.Text) error {
	_, err := s.client.Publish(ctx, &sns.PublishInput{
		PhoneNumber: &text.To,
		Message:     &text.Body,
		MessageAttributes: map[string]types.MessageAttributeValue{
			"AWS.SNS.SMS.SMSType": {DataType: aws.String("String"), StringValue: aws.String("Transactional")},
		},
	})
	var api smithy.APIError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &api): // its message quotes the number
		return fmt.Errorf("sns Publish: %s", api.ErrorCode())
	}
	return message.Unanswered("sns Publish", err)
}
