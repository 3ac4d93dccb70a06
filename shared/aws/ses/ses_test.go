package ses_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-json-experiment/json"

	"latchkey/infra/local/dynamodb"
	"latchkey/shared/aws/ses"
	"latchkey/shared/domain/message"
)

// asked is what SES gets of a sender and a header.
type asked struct {
	FromEmailAddress     string
	ReplyToAddresses     []string
	ConfigurationSetName string
	Content              struct {
		Simple struct {
			Subject struct{ Data, Charset string }
			Headers []struct{ Name, Value string }
		}
	}
}

func send(t *testing.T, s ses.Sender, m message.Mail) (got asked) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &got)
		}
		if err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"MessageId":"x"}`)
	}))
	defer server.Close()
	if err := ses.New(server.URL, "eu-west-1", dynamodb.Credentials, http.DefaultClient, s).Mail(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return got
}

// SES takes ASCII alone in a header, and a comma in a name would begin another address.
func TestSenders(t *testing.T) {
	for given, want := range map[string]string{
		"no-reply@acme.example":              "no-reply@acme.example",
		"Acme <no-reply@acme.example>":       `"Acme" <no-reply@acme.example>`,
		"Acme, Inc. <no-reply@acme.example>": `"Acme, Inc." <no-reply@acme.example>`,
		"AT&T <no-reply@acme.example>":       `"AT&T" <no-reply@acme.example>`,
		"Müller <no-reply@acme.example>":     "=?utf-8?q?M=C3=BCller?= <no-reply@acme.example>",
		"日本 <no-reply@acme.example>":         "=?utf-8?q?=E6=97=A5=E6=9C=AC?= <no-reply@acme.example>",
	} {
		got := send(t, ses.Sender{From: given, ReplyTo: given}, message.Mail{To: "mary@acme.example", Subject: "日本", Text: "x", HTML: "x"})
		if got.FromEmailAddress != want || len(got.ReplyToAddresses) != 1 || got.ReplyToAddresses[0] != want {
			t.Errorf("%s: %+v, want %s", given, got, want)
		}
		if subject := got.Content.Simple.Subject; subject.Data != "日本" || subject.Charset != "UTF-8" {
			t.Errorf("the subject is %+v", subject)
		}
	}
	if got := send(t, ses.Sender{From: "a@acme.example"}, message.Mail{To: "mary@acme.example"}); len(got.ReplyToAddresses) != 0 {
		t.Errorf("answers go to %q", got.ReplyToAddresses)
	}
}

// An absence note to a mail of the service would go to nobody, or back and forth.
func TestMailsSayThatNobodyWroteThem(t *testing.T) {
	headers := send(t, ses.Sender{From: "a@acme.example"}, message.Mail{To: "mary@acme.example"}).Content.Simple.Headers
	if len(headers) != 1 || headers[0].Name != "Auto-Submitted" || headers[0].Value != "auto-generated" {
		t.Errorf("the headers are %+v", headers)
	}
}

// SES tells of the mails of a configuration set. Without a name, it is that of the sender.
func TestConfigurationSet(t *testing.T) {
	for _, set := range []string{"", "latchkey-MailSet"} {
		got := send(t, ses.Sender{From: "a@acme.example", ConfigurationSet: set}, message.Mail{To: "mary@acme.example"})
		if got.ConfigurationSetName != set {
			t.Errorf("%q is sent as %q", set, got.ConfigurationSetName)
		}
	}
}
