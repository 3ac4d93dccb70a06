package outbox_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	mail "github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

// The addresses of the mailbox simulator bounce and complain, and no others; and only of mails with a
// configuration set, as in SES, where nobody is told of the others.
func TestSimulator(t *testing.T) {
	p := open(t)
	var told []string
	p.Tell(func(source, detailType string, detail json.RawMessage) {
		var d struct {
			EventType string
			Mail      struct{ Destination []string }
			Bounce    struct{ BounceType string }
		}
		if err := json.Unmarshal(detail, &d); err != nil {
			t.Error(err)
		}
		told = append(told, fmt.Sprint(source, "|", detailType, "|", d.EventType, d.Bounce.BounceType, d.Mail.Destination))
	})
	for _, c := range []struct{ set, to, want string }{
		{"", "bounce@simulator.amazonses.com", ""},
		{"s", "bounce@latchkey.example", ""},
		{"s", "success@simulator.amazonses.com", ""},
		{"s", "bounced@simulator.amazonses.com", ""},
		{"s", "Bounce+mary@Simulator.amazonses.com", "aws.ses|Email Bounced|BouncePermanent[Bounce+mary@Simulator.amazonses.com]"},
		{"s", "complaint@simulator.amazonses.com", "aws.ses|Email Complaint Received|Complaint[complaint@simulator.amazonses.com]"},
	} {
		told = nil
		content := &mail.Content{Data: aws.String("x")}
		_, err := p.ses.SendEmail(t.Context(), &sesv2.SendEmailInput{
			FromEmailAddress: aws.String("no-reply@latchkey.example"), ConfigurationSetName: optional(c.set),
			Destination: &mail.Destination{ToAddresses: []string{c.to}},
			Content:     &mail.EmailContent{Simple: &mail.Message{Subject: content, Body: &mail.Body{Text: content}}},
		})
		if got := fmt.Sprint(told); err != nil || c.want == "" && len(told) != 0 || c.want != "" && got != "["+c.want+"]" {
			t.Errorf("%q %s: %s %v", c.set, c.to, got, err)
		}
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
