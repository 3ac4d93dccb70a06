package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	mail "github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	text "github.com/aws/aws-sdk-go-v2/service/sns/types"

	"latchkey/infra/local/outbox"
)

// post is an outbox with the clients that send to it and the address of its page.
type post struct {
	*outbox.Outbox
	ses *sesv2.Client
	sns *sns.Client
	url string
}

func open(t *testing.T) post {
	t.Helper()
	o := outbox.New()
	serve := func(handler http.Handler) *string {
		server := httptest.NewServer(handler)
		t.Cleanup(server.Close)
		return &server.URL
	}
	credentials := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
	})
	return post{
		Outbox: o,
		ses:    sesv2.New(sesv2.Options{Region: "us-east-1", Credentials: credentials, BaseEndpoint: serve(http.HandlerFunc(o.ServeSES))}),
		sns:    sns.New(sns.Options{Region: "us-east-1", Credentials: credentials, BaseEndpoint: serve(http.HandlerFunc(o.ServeSNS))}),
		url:    *serve(o.Handler()),
	}
}

func (p post) mail(t *testing.T, to, subject string) error {
	t.Helper()
	_, err := p.ses.SendEmail(t.Context(), &sesv2.SendEmailInput{
		FromEmailAddress: aws.String("Latchkey <no-reply@latchkey.example>"),
		Destination:      &mail.Destination{ToAddresses: []string{to}},
		Content: &mail.EmailContent{Simple: &mail.Message{
			Subject: &mail.Content{Data: &subject},
			Body:    &mail.Body{Text: &mail.Content{Data: aws.String("Code 123456")}, Html: &mail.Content{Data: aws.String("<p>Code</p>")}},
		}},
	})
	return err
}

func (p post) text(t *testing.T, to, message string) error {
	t.Helper()
	_, err := p.sns.Publish(t.Context(), &sns.PublishInput{PhoneNumber: &to, Message: &message})
	return err
}

func TestMailIsRefused(t *testing.T) {
	p := open(t)
	var rejected *mail.MessageRejected
	if err := p.mail(t, "a@Refused.example", "x"); !errors.As(err, &rejected) || !strings.Contains(rejected.ErrorMessage(), "a@Refused.example") {
		t.Errorf("refused domain: %v", err)
	}
	var bad *mail.BadRequestException
	if err := p.mail(t, "nobody", "x"); !errors.As(err, &bad) {
		t.Errorf("no address: %v", err)
	}
	if err := p.mail(t, "a@b.example", "two\nlines"); !errors.As(err, &bad) {
		t.Errorf("two lines: %v", err)
	}
	p.Refuse(true)
	if err := p.mail(t, "a@b.example", "x"); !errors.As(err, &rejected) {
		t.Errorf("refusing: %v", err)
	}
	if p.Delivered() != 0 || len(p.Messages("")) != 0 {
		t.Errorf("%d were delivered", p.Delivered())
	}
}

// SES encodes no header, and a reader sees them decoded.
func TestHeadersAreShown(t *testing.T) {
	p := open(t)
	send := func(from string, headers ...mail.MessageHeader) error {
		_, err := p.ses.SendEmail(t.Context(), &sesv2.SendEmailInput{
			FromEmailAddress: &from, ReplyToAddresses: []string{`"Help, please" <help@b.example>`}, Destination: &mail.Destination{ToAddresses: []string{"a@b.example"}},
			Content: &mail.EmailContent{Simple: &mail.Message{
				Subject: &mail.Content{Data: aws.String("x")}, Headers: headers,
				Body: &mail.Body{Text: &mail.Content{Data: aws.String("x")}},
			}},
		})
		return err
	}
	var bad *mail.BadRequestException
	for _, err := range []error{
		send("Müller <a@b.example>"),
		send("a@b.example", mail.MessageHeader{Name: aws.String("X-Name"), Value: aws.String("Müller")}),
		send("a@b.example", mail.MessageHeader{Name: aws.String("X-Name"), Value: aws.String("a\r\nBcc: x@b.example")}),
		send("a@b.example", mail.MessageHeader{Name: aws.String("X: Name"), Value: aws.String("a")}),
	} {
		if !errors.As(err, &bad) {
			t.Errorf("%v", err)
		}
	}
	if err := send("=?utf-8?q?M=C3=BCller?= <a@b.example>", mail.MessageHeader{Name: aws.String("Auto-Submitted"), Value: aws.String("auto-generated")}); err != nil {
		t.Fatal(err)
	}
	m := p.Messages("")[0]
	if m.From != "Müller <a@b.example>" || m.ReplyTo != "Help, please <help@b.example>" || len(m.Headers) != 1 || m.Headers[0] != (outbox.Header{Name: "Auto-Submitted", Value: "auto-generated"}) {
		t.Errorf("%+v", m)
	}
}

func TestTextIsRefused(t *testing.T) {
	p := open(t)
	var invalid *text.InvalidParameterException
	for _, to := range []string{"+15005550001", "5551234", "+1", ""} {
		if err := p.text(t, to, "x"); !errors.As(err, &invalid) {
			t.Errorf("%s: %v", to, err)
		}
	}
	p.Refuse(true)
	if err := p.text(t, "+4915112345678", "x"); !errors.As(err, &invalid) {
		t.Errorf("refusing: %v", err)
	}
	p.Refuse(false)
	if err := p.text(t, "+4915112345678", "x"); err != nil || p.Delivered() != 1 {
		t.Errorf("afterwards: %v, %d delivered", err, p.Delivered())
	}
}

func TestMessagesAreListed(t *testing.T) {
	p := open(t)
	for _, err := range []error{p.mail(t, "Ann <ann@b.example>", "first"), p.text(t, "+4915112345678", "Code 654321"), p.mail(t, "ann@b.example", "third")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	all := p.list(t, "")
	if len(all) != 3 || all[0]["subject"] != "third" || all[1]["channel"] != "sms" || all[1]["text"] != "Code 654321" || all[2]["to"] != "ann@b.example" {
		t.Errorf("all: %v", all)
	}
	first := all[2]
	if first["html"] != "<p>Code</p>" || first["text"] != "Code 123456" || first["channel"] != "email" || first["id"] == all[0]["id"] || first["from"] != "Latchkey <no-reply@latchkey.example>" || len(first) != 9 {
		t.Errorf("first: %v", first)
	}
	if sent, err := time.Parse(time.RFC3339, first["sent_at"]); err != nil || !strings.HasSuffix(first["sent_at"], "Z") || sent.IsZero() {
		t.Errorf("sent at %q", first["sent_at"])
	}
	if got := p.list(t, "?to=ANN@b.example"); len(got) != 2 {
		t.Errorf("to Ann: %v", got)
	}
	if got := p.list(t, "?to=ann"); len(got) != 0 {
		t.Errorf("part of an address: %v", got)
	}
	if got := p.list(t, "?to=%2B4915112345678"); len(got) != 1 {
		t.Errorf("to the phone: %v", got)
	}
}

func TestEmptying(t *testing.T) {
	p := open(t)
	for _, path := range []string{"/_local/outbox.json", "/_local/outbox"} {
		if err := p.mail(t, "a@b.example", "x"); err != nil {
			t.Fatal(err)
		}
		if status, body := p.do(t, http.MethodDelete, path); status != http.StatusNoContent || body != "" {
			t.Errorf("%s: %d %s", path, status, body)
		}
		if _, body := p.do(t, http.MethodGet, "/_local/outbox.json"); body != "[]\n" {
			t.Errorf("afterwards: %s", body)
		}
	}
}

func TestOldMessagesMakeRoom(t *testing.T) {
	p := open(t)
	for n := range 1001 {
		if err := p.text(t, "+4915112345678", fmt.Sprint("message ", n)); err != nil {
			t.Fatal(err)
		}
	}
	if all := p.Messages(""); len(all) != 1000 || all[999].Text != "message 1" || p.Delivered() != 1001 {
		t.Errorf("%d are held, the oldest is %q", len(all), all[len(all)-1].Text)
	}
}

func TestPageLoadsNothingFromElsewhere(t *testing.T) {
	p := open(t)
	response, err := http.Get(p.url + "/_local/outbox")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	policy := response.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "script-src 'sha256-") {
		t.Errorf("policy %q", policy)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || strings.Contains(string(body), "src=\"http") || strings.Contains(string(body), "innerHTML") {
		t.Errorf("the page loads or interprets what it should not (%v)", err)
	}
}

func (p post) list(t *testing.T, query string) []map[string]string {
	t.Helper()
	_, body := p.do(t, http.MethodGet, "/_local/outbox.json"+query)
	var list []map[string]string
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return list
}

func (p post) do(t *testing.T, method, path string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, p.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
